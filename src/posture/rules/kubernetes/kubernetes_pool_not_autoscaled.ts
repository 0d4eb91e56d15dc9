import { rule } from '../../rule.ts'
import { named } from '../named.ts'

const pool = (auto_scale: boolean, min_nodes: number, max_nodes: number) => ({
  name: 'main',
  count: 3,
  auto_scale,
  min_nodes,
  max_nodes,
})

export const kubernetesPoolNotAutoscaled = rule({
  id: 'kubernetes-pool-not-autoscaled',
  name: 'Kubernetes Nodes Not Autoscaled',
  severity: 'LOW',
  kind: 'standard',
  resource: 'kubernetes_cluster',
  details: 'No node pool of the cluster grows when its workloads need more room.',
  business_impact:
    'When traffic rises or a node fails, pods wait for room that nobody adds, and those that run are evicted. What is not needed at night is paid for all the same.',
  technical_details:
    'No node pool of the cluster has `auto_scale` true and `max_nodes` above `min_nodes`. One pool that can grow is enough.',
  mitigation: {
    panel: [
      'Open Kubernetes, the cluster, and its Resources tab.',
      'Choose to resize or autoscale a node pool, and set the least and the most nodes.',
      'Give the pods requests for CPU and memory: the autoscaler goes by them.',
    ],
    doctl:
      'doctl kubernetes cluster node-pool update <cluster-id> <pool-id> --auto-scale --min-nodes 2 --max-nodes 6',
    terraform:
      'resource "digitalocean_kubernetes_cluster" "…" {\n  node_pool {\n    auto_scale = true\n    min_nodes  = 2\n    max_nodes  = 6\n  }\n}',
    api: 'PUT /v2/kubernetes/clusters/{cluster_id}/node_pools/{node_pool_id} {"name": "<name>", "auto_scale": true, "min_nodes": 2, "max_nodes": 6}',
  },
  controls: { iso_27001: ['A.8.6'], soc_2: ['A1.1'], nist_csf: ['PR.IR-04'] },
  check: ({ node_pools }) => {
    const grows = node_pools.some(
      ({ auto_scale, min_nodes = 0, max_nodes = 0 }) => auto_scale && max_nodes > min_nodes,
    )
    if (grows) return undefined
    const fixed = node_pools.map(({ name, count }) => `${name} (${count})`)
    return { evidence: fixed.length > 0 ? `Fixed pools: ${named(fixed)}.` : 'The cluster has no node pool.' }
  },
  examples: {
    flagged: [
      { kubernetes_cluster: [{ node_pools: [pool(false, 0, 0)] }] },
      { kubernetes_cluster: [{ node_pools: [pool(true, 3, 3)] }] },
      { kubernetes_cluster: [{ node_pools: [{ name: 'main', count: 3 }] }] },
    ],
    passed: [
      { kubernetes_cluster: [{ node_pools: [pool(true, 3, 4)] }] },
      { kubernetes_cluster: [{ node_pools: [pool(false, 0, 0), pool(true, 1, 9)] }] },
    ],
  },
})
