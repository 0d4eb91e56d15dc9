import { rule } from '../../rule.ts'

export const kubernetesWorkersPublic = rule({
  id: 'kubernetes-workers-public',
  name: 'Kubernetes Nodes With Public Addresses',
  severity: 'LOW',
  kind: 'standard',
  resource: 'kubernetes_cluster',
  details: 'The nodes of the cluster have public addresses.',
  business_impact:
    'A workload that uses the network of its host, or a service with a node port, can end up on the internet by a single line of a manifest, past the load balancers that were meant to be the only way in.',
  technical_details:
    'The field `isolated_workers` of the cluster is false, or missing. It can only be chosen when a cluster is made, and needs a NAT gateway in its VPC.',
  mitigation: {
    panel: [
      'Create a NAT gateway in the VPC of the cluster.',
      'Create a new cluster in that VPC, and choose that its nodes get no public addresses.',
      'Move the workloads, and destroy the old cluster.',
    ],
    api: 'POST /v2/kubernetes/clusters with "isolated_workers": true',
  },
  controls: { cis_v8: ['12.2'], iso_27001: ['A.8.22'], soc_2: ['CC6.6'], nist_csf: ['PR.IR-01'] },
  check: ({ isolated_workers }) =>
    isolated_workers ? undefined : { evidence: 'The nodes of the cluster are not isolated.' },
  examples: {
    flagged: [
      { kubernetes_cluster: [{ isolated_workers: false }] },
      { kubernetes_cluster: [{ isolated_workers: false, ha: false }] },
    ],
    passed: [
      { kubernetes_cluster: [{ isolated_workers: true }] },
      { kubernetes_cluster: [{ isolated_workers: true, ha: false }] },
    ],
  },
})
