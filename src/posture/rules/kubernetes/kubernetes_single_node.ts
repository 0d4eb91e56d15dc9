import { rule } from '../../rule.ts'

const pool = (name: string, count: number) => ({ name, count, auto_scale: false })

export const kubernetesSingleNode = rule({
  id: 'kubernetes-single-node',
  name: 'Kubernetes Cluster With a Single Node',
  severity: 'MEDIUM',
  kind: 'standard',
  resource: 'kubernetes_cluster',
  details: 'All workloads of the cluster run on one node.',
  business_impact:
    'When that node fails, is upgraded or is full, everything stops at once, and there is nowhere to move it to.',
  technical_details: 'The `count` of all node pools of the cluster together is at most 1.',
  mitigation: {
    panel: [
      'Open Kubernetes, the cluster, and its Resources tab.',
      'Resize the node pool to at least two nodes, or let it scale between two and more.',
      'Give the deployments two or more replicas, spread over the nodes.',
    ],
    doctl: 'doctl kubernetes cluster node-pool update <cluster-id> <pool-id> --count 2',
    terraform:
      'resource "digitalocean_kubernetes_cluster" "…" {\n  node_pool {\n    name       = "main"\n    size       = "s-2vcpu-4gb"\n    node_count = 2\n  }\n}',
    api: 'PUT /v2/kubernetes/clusters/{cluster_id}/node_pools/{node_pool_id} {"name": "<name>", "count": 2}',
  },
  controls: { iso_27001: ['A.8.14'], soc_2: ['A1.2'], nist_csf: ['PR.IR-03'] },
  check: ({ node_pools }) => {
    const nodes = node_pools.reduce((sum, { count }) => sum + count, 0)
    return nodes > 1 ? undefined : { evidence: `The cluster has ${nodes} node${nodes === 1 ? '' : 's'}.` }
  },
  examples: {
    flagged: [
      { kubernetes_cluster: [{ node_pools: [pool('main', 1)] }] },
      { kubernetes_cluster: [{ node_pools: [] }] },
    ],
    passed: [
      { kubernetes_cluster: [{ node_pools: [pool('main', 2)] }] },
      { kubernetes_cluster: [{ node_pools: [pool('main', 1), pool('gpu', 1)] }] },
    ],
  },
})
