import { rule } from '../../rule.ts'
import { newestSnapshotOf, wholeDaysSince } from './kept.ts'

const LONGEST_DAYS = 30

const taken = (created_at: string) => ({
  resource_type: 'volume',
  resource_id: 'e0000000-0000-4000-8000-000000000001',
  created_at,
})

export const volumeSnapshotOutdated = rule({
  id: 'volume-snapshot-outdated',
  name: 'Newest Snapshot of the Volume Is Outdated',
  severity: 'LOW',
  kind: 'standard',
  resource: 'volume',
  needs: ['snapshot'],
  details: 'A volume that is in use has snapshots, but the newest of them is more than a month old.',
  business_impact:
    'A month of work is lost with the volume. Snapshots were begun once, so people rely on them; whatever took them has stopped, or somebody has left who did it by hand.',
  technical_details: `The volume is attached to a Droplet, and the newest of the snapshots with its id as \`resource_id\` was taken more than ${LONGEST_DAYS} days ago. A volume without any snapshot is told of by another rule.`,
  mitigation: {
    panel: [
      'Open Volumes Block Storage, the menu of the volume, and choose Take Snapshot.',
      'Look for the job that took the snapshots, and for the token that it used: it may have ended.',
    ],
    doctl: 'doctl compute volume snapshot <volume-id> --snapshot-name <name>',
    terraform:
      'resource "digitalocean_volume_snapshot" "…" {\n  name      = "data-2026-01"\n  volume_id = digitalocean_volume.data.id\n}',
    api: 'POST /v2/volumes/{volume_id}/snapshots {"name": "…"}',
  },
  controls: {
    cis_v8: ['11.2'],
    iso_27001: ['A.8.13'],
    soc_2: ['A1.2'],
    nist_csf: ['PR.DS-11'],
  },
  check: (volume, world) => {
    const newest = newestSnapshotOf(world, volume)
    if ((volume.droplet_ids ?? []).length === 0 || newest === undefined) return undefined
    if (world.daysSince(newest) <= LONGEST_DAYS) return undefined
    return {
      evidence: `Its newest snapshot is of ${newest.slice(0, 10)}, ${wholeDaysSince(world, newest)} days ago.`,
    }
  },
  examples: {
    flagged: [
      { volume: [{}], snapshot: [taken('2025-12-01T00:00:00Z')] },
      { volume: [{}], snapshot: [taken('2025-10-01T00:00:00Z'), taken('2025-11-01T00:00:00Z')] },
    ],
    passed: [
      { volume: [{}], snapshot: [taken('2025-12-02T00:00:00Z')] },
      { volume: [{}], snapshot: [taken('2025-12-31T00:00:00Z'), taken('2025-01-01T00:00:00Z')] },
      { volume: [{}], snapshot: [] },
      { volume: [{ droplet_ids: [] }], snapshot: [taken('2025-01-01T00:00:00Z')] },
    ],
  },
})
