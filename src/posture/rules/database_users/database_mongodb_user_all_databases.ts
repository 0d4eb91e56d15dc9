import { rule } from '../../rule.ts'
import { grantedTooMuch } from './granted_users.ts'

const users = (databases: string[], role: string) => [
  { name: 'shop', role: 'normal', settings: { mongo_user_settings: { databases, role } } },
]

export const databaseMongodbUserAllDatabases = rule({
  id: 'database-mongodb-user-all-databases',
  name: 'MongoDB User May Change All Databases',
  severity: 'MEDIUM',
  kind: 'workload',
  resource: 'database',
  details: 'A user of the MongoDB cluster may write to every database of the cluster, or administer it.',
  business_impact:
    'One application that is taken over gives away the data of all others on the cluster, and can delete it.',
  technical_details:
    'The list `settings.mongo_user_settings.databases` of a user whose role is not `primary` has `admin`, which stands for every database, and the user is `readWrite` or `dbAdmin` there.',
  mitigation: {
    panel: [
      'Find out which databases the application of the user needs.',
      'Open Databases, the cluster, and its Users & Databases tab, and add a user for these databases alone.',
      'Let the application use it, and remove the one that the finding names.',
    ],
    api: 'PUT /v2/databases/{database_cluster_uuid}/users/{username} {"settings": {"mongo_user_settings": {"databases": ["shop"], "role": "readWrite"}}}',
  },
  controls: {
    cis_v8: ['3.3'],
    iso_27001: ['A.5.15', 'A.8.3'],
    soc_2: ['CC6.3'],
    nist_csf: ['PR.AA-05'],
    pci_dss: ['7.2.2'],
  },
  check: (database) =>
    grantedTooMuch(database, ({ mongo_user_settings: settings }) => {
      const everywhere = settings?.databases?.includes('admin') && settings.role !== 'readOnly'
      return everywhere ? `${settings?.role ?? 'some role'} on every database` : undefined
    }),
  examples: {
    flagged: [
      { database: [{ engine: 'mongodb', users: users(['admin'], 'readWrite') }] },
      { database: [{ engine: 'mongodb', users: users(['shop', 'admin'], 'dbAdmin') }] },
    ],
    passed: [
      { database: [{ engine: 'mongodb', users: users(['admin'], 'readOnly') }] },
      { database: [{ engine: 'mongodb', users: users(['shop'], 'dbAdmin') }] },
      { database: [{ engine: 'mongodb', users: [{ name: 'doadmin', role: 'primary' }] }] },
    ],
  },
})
