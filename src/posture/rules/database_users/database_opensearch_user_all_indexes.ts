import { rule } from '../../rule.ts'
import { grantedTooMuch } from './granted_users.ts'

const EVERY = ['*', '.*', '_all']
const CHANGES = ['admin', 'write', 'readwrite']

const users = (index: string, permission: string, role = 'normal') => [
  { name: 'shipper', role, settings: { opensearch_acl: [{ index, permission }] } },
]

export const databaseOpensearchUserAllIndexes = rule({
  id: 'database-opensearch-user-all-indexes',
  name: 'OpenSearch User May Change All Indexes',
  severity: 'MEDIUM',
  kind: 'workload',
  resource: 'database',
  details: 'A user of the OpenSearch cluster may write to every index, or administer it.',
  business_impact:
    'Whoever takes over the client of that user can alter or delete all that is kept in the cluster, such as the logs that would show the intrusion.',
  technical_details:
    'The list `settings.opensearch_acl` of a user whose role is not `primary` has an entry for the index `*` with the permission `admin`, `write` or `readwrite`. To read every index is not told of.',
  mitigation: {
    panel: [
      'Find out which indexes the client of the user writes to.',
      'Open Databases, the cluster, and its Users tab, and edit the access rules of the user.',
      'Put the names or prefixes of these indexes in place of the rule for all.',
    ],
    doctl: 'doctl databases user create <database-id> <user-name> --opensearch-acl "logs-*:write"',
    terraform:
      'resource "digitalocean_database_user" "…" {\n  settings {\n    opensearch_acl {\n      index      = "logs-*"\n      permission = "write"\n    }\n  }\n}',
    api: 'PUT /v2/databases/{database_cluster_uuid}/users/{username} {"settings": {"opensearch_acl": [{"index": "logs-*", "permission": "write"}]}}',
  },
  controls: {
    cis_v8: ['3.3'],
    iso_27001: ['A.5.15', 'A.8.3'],
    soc_2: ['CC6.3'],
    nist_csf: ['PR.AA-05'],
    pci_dss: ['7.2.2'],
  },
  check: (database) =>
    grantedTooMuch(database, ({ opensearch_acl }) => {
      const wide = opensearch_acl?.find(
        ({ index, permission }) => EVERY.includes(index) && CHANGES.includes(permission),
      )
      return wide && `${wide.permission} on every index`
    }),
  examples: {
    flagged: [
      { database: [{ engine: 'opensearch', users: users('*', 'admin') }] },
      { database: [{ engine: 'opensearch', users: users('_all', 'write') }] },
    ],
    passed: [
      { database: [{ engine: 'opensearch', users: users('*', 'read') }] },
      { database: [{ engine: 'opensearch', users: users('*', 'deny') }] },
      { database: [{ engine: 'opensearch', users: users('logs-*', 'write') }] },
      { database: [{ engine: 'opensearch', users: users('*', 'admin', 'primary') }] },
    ],
  },
})
