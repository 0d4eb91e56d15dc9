import { rule } from '../../rule.ts'

const ENGINES = ['pg', 'mysql']
/** Backups are made daily: after two days at least one has failed. */
const OLDEST_DAYS = 2

export const databaseBackupMissing = rule({
  id: 'database-backup-missing',
  name: 'Database Without a Recent Backup',
  severity: 'HIGH',
  kind: 'workload',
  resource: 'database',
  details: 'The database cluster has no backup of the last two days, although backups are made every day.',
  business_impact:
    'What has been written since the last backup is lost if the disk fails or somebody deletes or encrypts the data. Backups that stop unnoticed are found out when they are needed.',
  technical_details:
    'The newest entry of the list of backups of a PostgreSQL or MySQL cluster is more than 48 hours old, or there is none. Clusters that are younger than that, and engines whose backups the API does not list, are left out.',
  mitigation: {
    panel: [
      'Open Databases, the cluster, and its Backups tab, and see when the last backup was made.',
      'If none has been made for two days, open a support ticket that names the cluster.',
      'Until it is solved, dump the databases yourself to a place outside the account.',
      'Restore a backup to a new cluster now and then, to know that it works.',
    ],
    doctl: 'doctl databases backups <database-id>',
    api: 'GET /v2/databases/{database_cluster_uuid}/backups',
  },
  controls: {
    cis_v8: ['11.2'],
    iso_27001: ['A.8.13'],
    soc_2: ['A1.2'],
    nist_csf: ['PR.DS-11'],
  },
  check: ({ engine, created_at, backups }, world) => {
    if (!ENGINES.includes(engine) || world.daysSince(created_at) <= OLDEST_DAYS) return undefined
    const newest = backups
      .map((backup) => backup.created_at)
      .toSorted()
      .at(-1)
    if (newest === undefined) return { evidence: 'The cluster has no backup.' }
    if (world.daysSince(newest) <= OLDEST_DAYS) return undefined
    return { evidence: `The newest backup is of ${newest.slice(0, 16)}Z.` }
  },
  examples: {
    flagged: [
      { database: [{ backups: [] }] },
      { now: '2026-01-01T00:00:01Z', database: [{ backups: [{ created_at: '2025-12-30T00:00:00Z' }] }] },
    ],
    passed: [
      { now: '2026-01-01T00:00:00Z', database: [{ backups: [{ created_at: '2025-12-30T00:00:00Z' }] }] },
      { now: '2026-01-01T00:00:00Z', database: [{ created_at: '2025-12-30T00:00:00Z', backups: [] }] },
      { database: [{ engine: 'valkey', backups: [] }] },
      {
        database: [
          { backups: [{ created_at: '2025-12-31T20:00:00Z' }, { created_at: '2025-12-01T20:00:00Z' }] },
        ],
      },
    ],
  },
})
