import { rule } from '../../rule.ts'

export const databaseNoStandby = rule({
  id: 'database-no-standby',
  name: 'Database Without a Standby Node',
  severity: 'MEDIUM',
  kind: 'workload',
  resource: 'database',
  details: 'The database cluster has a single node, and no standby that could take over.',
  business_impact:
    'If the node fails or is being maintained, the database is away until a new node has been restored from the last backup: minutes to hours, in which everything that depends on it stands still. What was written after the last log that was saved is lost.',
  technical_details:
    'The field `num_nodes` of the cluster is 1. Read-only replicas are not counted: they do not take over.',
  mitigation: {
    panel: [
      'Open Databases, the cluster, its Settings tab, and Cluster configuration.',
      'Choose a plan with at least one standby node, and resize the cluster.',
    ],
    doctl: 'doctl databases resize <database-id> --num-nodes 2 --size <size-slug>',
    terraform: 'resource "digitalocean_database_cluster" "…" {\n  node_count = 2\n}',
    api: 'PUT /v2/databases/{database_cluster_uuid}/resize {"size": "<size-slug>", "num_nodes": 2}',
  },
  controls: { iso_27001: ['A.8.14'], soc_2: ['A1.2'], nist_csf: ['PR.IR-03'] },
  check: ({ engine, num_nodes }) =>
    num_nodes > 1 ? undefined : { evidence: `The ${engine} cluster has ${num_nodes} node and no standby.` },
  examples: {
    flagged: [{ database: [{ num_nodes: 1 }] }, { database: [{ num_nodes: 1, engine: 'valkey' }] }],
    passed: [{ database: [{ num_nodes: 2 }] }, { database: [{ num_nodes: 3, engine: 'kafka' }] }],
  },
})
