import { rule } from '../../rule.ts'
import { newestSnapshotOf } from './kept.ts'

const GRACE_DAYS = 7

const snapshot = { resource_type: 'volume', resource_id: 'e0000000-0000-4000-8000-000000000001' }

export const volumeSnapshotMissing = rule({
  id: 'volume-snapshot-missing',
  name: 'Volume Without Any Snapshot',
  severity: 'LOW',
  kind: 'standard',
  resource: 'volume',
  needs: ['snapshot'],
  details: 'A volume that is in use has never been copied: backups of its Droplet leave it out.',
  business_impact:
    'Volumes hold what is worth most, and people believe that the Droplet’s backups have it. A mistaken command or an intruder who encrypts the files then takes the only copy.',
  technical_details: `The volume is attached to a Droplet, is more than ${GRACE_DAYS} days old, and no snapshot has its id as \`resource_id\`. Copies that a program makes elsewhere, such as dumps of a database in a bucket, cannot be seen; where they exist and are tried out, suppress this.`,
  mitigation: {
    panel: [
      'Open Volumes Block Storage, the menu of the volume, and choose Take Snapshot.',
      'Repeat it by a scheduled job: nothing takes snapshots of volumes by itself.',
      'Make a volume from a snapshot now and then, to know that it works.',
    ],
    doctl: 'doctl compute volume snapshot <volume-id> --snapshot-name <name>',
    terraform:
      'resource "digitalocean_volume_snapshot" "…" {\n  name      = "data-before-upgrade"\n  volume_id = digitalocean_volume.data.id\n}',
    api: 'POST /v2/volumes/{volume_id}/snapshots {"name": "…"}',
  },
  controls: {
    cis_v8: ['11.2'],
    iso_27001: ['A.8.13'],
    soc_2: ['A1.2'],
    nist_csf: ['PR.DS-11'],
  },
  check: (volume, world) => {
    const { droplet_ids, created_at, size_gigabytes } = volume
    const isNew = world.daysSince(created_at) <= GRACE_DAYS
    if ((droplet_ids ?? []).length === 0 || isNew || newestSnapshotOf(world, volume) !== undefined)
      return undefined
    return {
      evidence: `Its ${size_gigabytes} GiB are in use since ${created_at.slice(0, 10)} or later, and have no snapshot.`,
    }
  },
  examples: {
    flagged: [
      { volume: [{}], snapshot: [] },
      { volume: [{}], snapshot: [{ ...snapshot, resource_type: 'droplet' }] },
      { volume: [{ created_at: '2025-12-24T00:00:00Z' }], snapshot: [{ ...snapshot, resource_id: 'e2' }] },
    ],
    passed: [
      { volume: [{}], snapshot: [snapshot] },
      { volume: [{ droplet_ids: null }], snapshot: [] },
      { volume: [{ created_at: '2025-12-26T00:00:00Z' }], snapshot: [] },
    ],
  },
})
