import { rule } from '../../rule.ts'
import { hasSource, wholeDaysSince } from './kept.ts'

// Droplets are made anew from theirs, which then lack the fixes of all that time; those of volumes are data.
const LONGEST_DAYS: ReadonlyMap<string, number> = new Map([
  ['droplet', 180],
  ['volume', 365],
])

const volume = { resource_type: 'volume', resource_id: 'e0000000-0000-4000-8000-000000000001' }

export const snapshotOld = rule({
  id: 'snapshot-old',
  name: 'Snapshot Kept for a Long Time',
  severity: 'LOW',
  kind: 'standard',
  resource: 'snapshot',
  needs: ['droplet', 'volume'],
  details:
    'The snapshot is older than what anybody would restore: half a year for a Droplet, a year for a volume.',
  business_impact:
    'Whoever restores it gets a machine with old flaws, old keys and old passwords. Records that had to be deleted by now, for customers or by law, live on in it, and it is paid for each month.',
  technical_details:
    'The snapshot is of a Droplet and older than 180 days, or of a volume and older than 365, and what it was taken of still exists. Snapshots of what is gone are told of by another rule.',
  mitigation: {
    panel: [
      'Open Backups & Snapshots, Snapshots, and find the snapshot.',
      'Ask its owner whether it has to be kept, for instance by law, and until when; tag it with that day.',
      'Delete it otherwise, and let the job that takes snapshots delete old ones too.',
    ],
    doctl: 'doctl compute snapshot delete <snapshot-id>',
    terraform:
      '# remove the digitalocean_droplet_snapshot or digitalocean_volume_snapshot resource, and apply',
    api: 'DELETE /v2/snapshots/{snapshot_id}',
  },
  controls: { cis_v8: ['3.4', '3.5'], iso_27001: ['A.8.10'], soc_2: ['CC6.5'], nist_csf: ['ID.AM-08'] },
  check: (snapshot, world) => {
    const { created_at, resource_type, size_gigabytes } = snapshot
    const longest = LONGEST_DAYS.get(resource_type)
    if (longest === undefined || world.daysSince(created_at) <= longest) return undefined
    if (!hasSource(world, snapshot)) return undefined
    return {
      evidence: `Its ${size_gigabytes} GB are of ${created_at.slice(0, 10)}, ${wholeDaysSince(world, created_at)} days ago.`,
    }
  },
  examples: {
    flagged: [
      { snapshot: [{ created_at: '2025-07-04T00:00:00Z' }], droplet: [{}] },
      { snapshot: [{ ...volume, created_at: '2024-12-31T00:00:00Z' }], volume: [{}] },
    ],
    passed: [
      { snapshot: [{ created_at: '2025-07-05T00:00:00Z' }], droplet: [{}] },
      { snapshot: [{ ...volume, created_at: '2025-01-02T00:00:00Z' }], volume: [{}] },
      { snapshot: [{ created_at: '2024-01-01T00:00:00Z' }], droplet: [] },
      { snapshot: [{ created_at: '2024-01-01T00:00:00Z', resource_type: 'other' }], droplet: [{}] },
    ],
  },
})
