import { rule } from '../../rule.ts'
import { grantedTooMuch } from './granted_users.ts'

const users = (pg_allow_replication: boolean, role = 'normal') => [
  { name: 'cdc', role, settings: { pg_allow_replication } },
]

export const databaseUserMayReplicate = rule({
  id: 'database-user-may-replicate',
  name: 'PostgreSQL User With Replication Rights',
  severity: 'LOW',
  kind: 'workload',
  resource: 'database',
  details: 'A user of the PostgreSQL cluster, other than its administrator, may replicate.',
  business_impact:
    'Such a user can stream every change of every database to any machine, past all rights on tables. A replication slot that nobody reads keeps the write-ahead log until the disk is full.',
  technical_details:
    'The field `settings.pg_allow_replication` of a user whose role is not `primary` is true. Where change data capture needs it, exclude the cluster from this rule.',
  mitigation: {
    panel: [
      'Find out whether a replication or change data capture still uses the user.',
      'If none does, open Databases, the cluster, and its Users & Databases tab, and take the right from the user.',
      'Drop replication slots that nobody reads.',
    ],
    api: 'PUT /v2/databases/{database_cluster_uuid}/users/{username} {"settings": {"pg_allow_replication": false}}',
  },
  controls: { iso_27001: ['A.8.2'], soc_2: ['CC6.3'], nist_csf: ['PR.AA-05'], pci_dss: ['7.2.2'] },
  check: (database) =>
    grantedTooMuch(database, ({ pg_allow_replication }) =>
      pg_allow_replication ? 'may replicate' : undefined,
    ),
  examples: {
    flagged: [
      { database: [{ users: users(true) }] },
      { database: [{ users: [{ name: 'shop', role: 'normal' }, ...users(true)] }] },
    ],
    passed: [
      { database: [{ users: users(false) }] },
      { database: [{ users: users(true, 'primary') }] },
      { database: [{ users: [{ name: 'shop', settings: null }] }] },
    ],
  },
})
