import type { Droplet } from '../../facts/compute.ts'
import { type Problem, rule } from '../../rule.ts'
import { indexOf, type World } from '../../world.ts'

const LONGEST_DAYS = 8

const imageById = indexOf('image', ({ id }) => [id])

function findProblem({ features, backup_ids }: Droplet, world: World): Problem | undefined {
  if (!features.includes('backups')) return undefined
  const taken = (backup_ids ?? []).flatMap((id) => imageById(world).get(id) ?? [])
  const [newest] = taken.map(({ created_at }) => created_at).toSorted((a, b) => Date.parse(b) - Date.parse(a))
  if (newest === undefined || world.daysSince(newest) <= LONGEST_DAYS) return undefined
  return {
    evidence: `Its newest backup is of ${newest.slice(0, 10)}, ${Math.floor(world.daysSince(newest))} days ago.`,
  }
}

const backup = (id: number, created_at: string) => ({ id, type: 'backup', created_at })

export const dropletBackupOutdated = rule({
  id: 'droplet-backup-outdated',
  name: 'Newest Backup of the Droplet Is Outdated',
  severity: 'MEDIUM',
  kind: 'workload',
  resource: 'droplet',
  needs: ['image'],
  details: 'Backups are on for the Droplet, but the newest one is older than any backup plan allows.',
  business_impact:
    'Backups have stopped without anybody noticing. What was written since the last one is lost with the Droplet, and old backups expire, until there is none.',
  technical_details: `The Droplet lists \`backups\` among its features, and the newest of the images in its \`backup_ids\` is older than ${LONGEST_DAYS} days, where the longest plan makes one a week. Where none of those images is in the list of private images, nothing is said.`,
  mitigation: {
    panel: [
      'Open the Droplet and choose Backups, and look at the time of the next backup.',
      'Look for failed backup events under History: a Droplet that is being changed or is locked in its window is left out.',
      'Change the backup window to hours in which little is written, and take a snapshot until the next backup is there.',
    ],
    doctl:
      'doctl compute droplet backups <droplet-id>\ndoctl compute droplet-action snapshot <droplet-id> --snapshot-name <name> --wait',
    terraform:
      'resource "digitalocean_droplet" "…" {\n  backups = true\n  backup_policy {\n    plan = "daily"\n    hour = 4\n  }\n}',
    api: 'GET /v2/droplets/{droplet_id}/backups, then POST /v2/droplets/{droplet_id}/actions {"type": "snapshot", "name": "…"}',
  },
  controls: {
    cis_v8: ['11.2'],
    iso_27001: ['A.8.13'],
    soc_2: ['A1.2'],
    nist_csf: ['PR.DS-11'],
  },
  check: findProblem,
  examples: {
    flagged: [
      { droplet: [{ backup_ids: [7] }], image: [backup(7, '2025-12-23T00:00:00Z')] },
      {
        droplet: [{ backup_ids: [7, 8] }],
        image: [backup(7, '2025-11-01T00:00:00Z'), backup(8, '2025-12-01T00:00:00Z')],
      },
    ],
    passed: [
      { droplet: [{ backup_ids: [7] }], image: [backup(7, '2025-12-24T01:00:00Z')] },
      {
        droplet: [{ backup_ids: [7, 8] }],
        image: [backup(7, '2025-11-01T00:00:00Z'), backup(8, '2025-12-31T00:00:00Z')],
      },
      { droplet: [{ backup_ids: [7] }], image: [] },
      { droplet: [{ backup_ids: null }], image: [] },
      { droplet: [{ backup_ids: [7], features: [] }], image: [backup(7, '2025-01-01T00:00:00Z')] },
    ],
  },
})
