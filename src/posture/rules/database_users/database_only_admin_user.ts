import { rule } from '../../rule.ts'

const ENGINES = ['pg', 'mysql', 'mongodb']

export const databaseOnlyAdminUser = rule({
  id: 'database-only-admin-user',
  name: 'Database Used by Its Administrator Only',
  severity: 'LOW',
  kind: 'workload',
  resource: 'database',
  details: 'The database cluster has no user but the administrator that it came with.',
  business_impact:
    'The application then works with the rights of the administrator: an injected query can drop every database and make users. The one password is shared by everybody, so that it is rarely changed and no access can be traced to anyone.',
  technical_details:
    'No user of a PostgreSQL, MySQL or MongoDB cluster has another role than `primary`. Users that were made inside the database, with SQL, do not show here.',
  mitigation: {
    panel: [
      'Open Databases, the cluster, and its Users & Databases tab.',
      'Add a user for each application.',
      'Grant it in the database only what it needs, and use its credentials in the application.',
      'Keep the password of the administrator for administration, and reset it.',
    ],
    doctl: 'doctl databases user create <database-id> <user-name>',
    terraform:
      'resource "digitalocean_database_user" "shop" {\n  cluster_id = digitalocean_database_cluster.….id\n  name       = "shop"\n}',
    api: 'POST /v2/databases/{database_cluster_uuid}/users {"name": "shop"}',
  },
  controls: {
    cis_v8: ['5.4'],
    iso_27001: ['A.8.2', 'A.5.15'],
    soc_2: ['CC6.3'],
    nist_csf: ['PR.AA-05'],
    pci_dss: ['7.2.2'],
  },
  check: ({ engine, users }) => {
    if (!ENGINES.includes(engine) || users.some(({ role }) => role !== 'primary')) return undefined
    const [admin] = users
    return { evidence: `${admin ? `${admin.name} is the only user` : 'There is no user of its own'}.` }
  },
  examples: {
    flagged: [
      { database: [{ users: [{ name: 'doadmin', role: 'primary' }] }] },
      { database: [{ engine: 'mongodb', users: [] }] },
    ],
    passed: [
      {
        database: [
          {
            users: [
              { name: 'doadmin', role: 'primary' },
              { name: 'shop', role: 'normal' },
            ],
          },
        ],
      },
      { database: [{ engine: 'valkey', users: [] }] },
      { database: [{ engine: 'kafka', users: [{ name: 'doadmin', role: 'primary' }] }] },
    ],
  },
})
