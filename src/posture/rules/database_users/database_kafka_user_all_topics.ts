import { rule } from '../../rule.ts'
import { grantedTooMuch } from './granted_users.ts'

const users = (topic: string, permission: string, role = 'normal') => [
  { name: 'billing', role, settings: { acl: [{ topic, permission }] } },
]

export const databaseKafkaUserAllTopics = rule({
  id: 'database-kafka-user-all-topics',
  name: 'Kafka User With Access to All Topics',
  severity: 'MEDIUM',
  kind: 'workload',
  resource: 'database',
  details: 'A user of the Kafka cluster has an access rule for every topic.',
  business_impact:
    'Whoever takes over one client reads or forges the messages of all others: orders, payments, audit records. With the permission `admin` the topics themselves can be deleted.',
  technical_details:
    'The list `settings.acl` of a user whose role is not `primary` has an entry with the topic `*`.',
  mitigation: {
    panel: [
      'Find out which topics the client of the user really produces to or consumes from.',
      'Open Databases, the cluster, and its Users tab, and edit the permissions of the user.',
      'Put one rule for each topic, or a prefix of topics, in place of the one for all.',
    ],
    doctl: 'doctl databases user create <database-id> <user-name> --acl <topic>:consume',
    terraform:
      'resource "digitalocean_database_user" "…" {\n  settings {\n    acl {\n      topic      = "orders"\n      permission = "consume"\n    }\n  }\n}',
    api: 'PUT /v2/databases/{database_cluster_uuid}/users/{username} {"settings": {"acl": [{"topic": "orders", "permission": "consume"}]}}',
  },
  controls: {
    cis_v8: ['3.3'],
    iso_27001: ['A.5.15', 'A.8.3'],
    soc_2: ['CC6.3'],
    nist_csf: ['PR.AA-05'],
    pci_dss: ['7.2.2'],
  },
  check: (database) =>
    grantedTooMuch(database, ({ acl }) => {
      const wide = acl?.find(({ topic }) => topic === '*')
      return wide && `${wide.permission} on every topic`
    }),
  examples: {
    flagged: [
      { database: [{ engine: 'kafka', users: users('*', 'admin') }] },
      { database: [{ engine: 'kafka', users: users('*', 'consume') }] },
    ],
    passed: [
      { database: [{ engine: 'kafka', users: users('orders', 'admin') }] },
      { database: [{ engine: 'kafka', users: users('orders*', 'consume') }] },
      { database: [{ engine: 'kafka', users: users('*', 'admin', 'primary') }] },
      { database: [{ engine: 'kafka', users: [{ name: 'billing', settings: { acl: null } }] }] },
    ],
  },
})
