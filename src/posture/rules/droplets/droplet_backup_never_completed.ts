import { rule } from '../../rule.ts'

const GRACE_DAYS = 8

export const dropletBackupNeverCompleted = rule({
  id: 'droplet-backup-never-completed',
  name: 'No Backup of the Droplet Has Completed',
  severity: 'MEDIUM',
  kind: 'workload',
  resource: 'droplet',
  details: 'Backups are on for the Droplet, and yet there is not one from which it could be restored.',
  business_impact:
    'Everybody believes that the Droplet is backed up. That it is not shows on the day when a disk fails or files are encrypted, and then the data is gone.',
  technical_details: `The Droplet lists \`backups\` among its features, is older than ${GRACE_DAYS} days, which is a weekly window and a day, and has no \`backup_ids\`. Backups that were turned on within the last days look the same until their first window.`,
  mitigation: {
    panel: [
      'Open the Droplet and choose Backups, and look at the time of the next backup.',
      'If a window has passed without a backup, look for failed backup events under History.',
      'Turn backups off and on again with a window in which little is written, and ask support if the next one fails too.',
    ],
    doctl:
      'doctl compute droplet backups <droplet-id>\ndoctl compute droplet-action disable-backups <droplet-id> --wait\ndoctl compute droplet-action enable-backups <droplet-id> --wait',
    terraform:
      'resource "digitalocean_droplet" "…" {\n  backups = true\n  backup_policy {\n    plan = "daily"\n    hour = 4\n  }\n}',
    api: 'GET /v2/droplets/{droplet_id}/backups, then POST /v2/droplets/{droplet_id}/actions {"type": "enable_backups", "backup_policy": {"plan": "daily", "hour": 4}}',
  },
  controls: {
    cis_v8: ['11.2'],
    iso_27001: ['A.8.13'],
    soc_2: ['A1.2'],
    nist_csf: ['PR.DS-11'],
  },
  check: ({ features, backup_ids, created_at }, world) => {
    const days = world.daysSince(created_at)
    if (!features.includes('backups') || (backup_ids ?? []).length > 0 || days <= GRACE_DAYS) return undefined
    return {
      evidence: `Backups are on, the Droplet was created on ${created_at.slice(0, 10)}, and it has no backup.`,
    }
  },
  examples: {
    flagged: [
      { droplet: [{ backup_ids: [], created_at: '2025-12-23T23:00:00Z' }] },
      { droplet: [{ backup_ids: null }] },
    ],
    passed: [
      { droplet: [{ backup_ids: [], created_at: '2025-12-24T01:00:00Z' }] },
      { droplet: [{ backup_ids: [7] }] },
      { droplet: [{ backup_ids: [], features: ['monitoring'] }] },
    ],
  },
})
