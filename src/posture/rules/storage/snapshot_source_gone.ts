import { rule } from '../../rule.ts'
import { hasSource } from './kept.ts'

const GRACE_DAYS = 30

const LABEL: ReadonlyMap<string, string> = new Map([
  ['droplet', 'Droplet'],
  ['volume', 'volume'],
])

export const snapshotSourceGone = rule({
  id: 'snapshot-source-gone',
  name: 'Snapshot of Something That Is Gone',
  severity: 'LOW',
  kind: 'standard',
  resource: 'snapshot',
  needs: ['droplet', 'volume'],
  details: 'The snapshot was taken of a Droplet or a volume that does not exist any more.',
  business_impact:
    'The data was to be gone and is not: accounts, keys and customers’ records of the old machine can be brought back by whoever may read images. It is paid for each month besides.',
  technical_details: `The Droplet or volume that \`resource_id\` names is in no list of the account, and the snapshot is older than ${GRACE_DAYS} days. Images that a build makes for new Droplets are such snapshots too: suppress this for those that are in use.`,
  mitigation: {
    panel: [
      'Open Backups & Snapshots, Snapshots, and find the snapshot.',
      'Ask the former owner, by its name and tags, whether its data has to be kept, and until when.',
      'Delete it, or tag it with the day on which it is to be deleted.',
    ],
    doctl: 'doctl compute snapshot delete <snapshot-id>',
    terraform:
      '# remove the digitalocean_droplet_snapshot or digitalocean_volume_snapshot resource, and apply',
    api: 'DELETE /v2/snapshots/{snapshot_id}',
  },
  controls: { cis_v8: ['3.5'], iso_27001: ['A.8.10'], soc_2: ['CC6.5'], nist_csf: ['ID.AM-08'] },
  check: (snapshot, world) => {
    const { created_at, resource_id, resource_type, size_gigabytes } = snapshot
    const label = LABEL.get(resource_type)
    if (label === undefined || world.daysSince(created_at) <= GRACE_DAYS || hasSource(world, snapshot))
      return undefined
    return {
      evidence: `It has ${size_gigabytes} GB of the ${label} ${resource_id}, which is gone, as of ${created_at.slice(0, 10)}.`,
    }
  },
  examples: {
    flagged: [
      { snapshot: [{ created_at: '2025-11-01T00:00:00Z', resource_id: '2' }], droplet: [{ id: 1 }] },
      { snapshot: [{ created_at: '2025-12-01T00:00:00Z', resource_type: 'volume', resource_id: 'e9' }] },
      { snapshot: [{ created_at: '2025-11-01T00:00:00Z', resource_id: 2 }], droplet: [] },
    ],
    passed: [
      { snapshot: [{ created_at: '2025-11-01T00:00:00Z', resource_id: '1' }], droplet: [{ id: 1 }] },
      {
        snapshot: [{ created_at: '2025-11-01T00:00:00Z', resource_type: 'volume', resource_id: 'e9' }],
        volume: [{ id: 'e9' }],
      },
      { snapshot: [{ created_at: '2025-12-03T00:00:00Z', resource_id: '2' }], droplet: [] },
    ],
  },
})
