import { rule } from '../../rule.ts'

export const databaseNoConnectionPool = rule({
  id: 'database-no-connection-pool',
  name: 'PostgreSQL Without Connection Pools',
  severity: 'LOW',
  kind: 'workload',
  resource: 'database',
  details: 'The PostgreSQL cluster has no connection pool.',
  business_impact:
    'Every client then takes connections of its own from the few that the plan allows. A deployment, a loop or an attacker that opens too many locks everybody else out.',
  technical_details:
    'The list of connection pools of the PostgreSQL cluster is empty. Pools that the application keeps by itself do not show here: exclude the cluster if it has them.',
  mitigation: {
    panel: [
      'Open Databases, the cluster, and its Connection Pools tab.',
      'Create a pool for the database and the user of the application, with about half of the connections.',
      'Let the application use the connection string of the pool.',
    ],
    doctl: 'doctl databases pool create <database-id> <pool-name> --db <db> --size 10 --user <user>',
    terraform:
      'resource "digitalocean_database_connection_pool" "…" {\n  cluster_id = digitalocean_database_cluster.….id\n  name       = "shop"\n  mode       = "transaction"\n  size       = 10\n  db_name    = "shop"\n  user       = "shop"\n}',
    api: 'POST /v2/databases/{database_cluster_uuid}/pools {"name": "shop", "mode": "transaction", "size": 10, "db": "shop", "user": "shop"}',
  },
  controls: { iso_27001: ['A.8.6'], soc_2: ['A1.1'], nist_csf: ['PR.IR-04'] },
  check: ({ engine, pools }) =>
    engine !== 'pg' || pools.length > 0
      ? undefined
      : { evidence: 'The PostgreSQL cluster has no connection pool.' },
  examples: {
    flagged: [{ database: [{ pools: [] }] }, { database: [{ pools: [], num_nodes: 3 }] }],
    passed: [{ database: [{ pools: [{ name: 'shop' }] }] }, { database: [{ engine: 'mysql', pools: [] }] }],
  },
})
