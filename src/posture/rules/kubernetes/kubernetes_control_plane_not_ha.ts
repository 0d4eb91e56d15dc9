import { rule } from '../../rule.ts'

export const kubernetesControlPlaneNotHa = rule({
  id: 'kubernetes-control-plane-not-ha',
  name: 'Kubernetes Control Plane Without High Availability',
  severity: 'MEDIUM',
  kind: 'standard',
  resource: 'kubernetes_cluster',
  details: 'The control plane of the cluster runs once, and not in several places.',
  business_impact:
    'While it is away nothing is scheduled, scaled, healed or deployed: a node that fails at that time takes its workloads with it, and an incident cannot be answered with kubectl.',
  technical_details: 'The field `ha` of the cluster is false, or missing.',
  mitigation: {
    panel: [
      'Open Kubernetes, the cluster, and its Overview or Settings tab.',
      'Choose to add the high availability control plane, which cannot be taken back and costs extra.',
    ],
    doctl: 'doctl kubernetes cluster update <cluster-id> --ha=true',
    terraform: 'resource "digitalocean_kubernetes_cluster" "…" {\n  ha = true\n}',
    api: 'PUT /v2/kubernetes/clusters/{cluster_id} {"name": "<name>", "ha": true}',
  },
  controls: { iso_27001: ['A.8.14'], soc_2: ['A1.2'], nist_csf: ['PR.IR-03'] },
  check: ({ ha }) => (ha ? undefined : { evidence: 'High availability of the control plane is off.' }),
  examples: {
    flagged: [
      { kubernetes_cluster: [{ ha: false }] },
      { kubernetes_cluster: [{ ha: false, surge_upgrade: false }] },
    ],
    passed: [
      { kubernetes_cluster: [{ ha: true }] },
      { kubernetes_cluster: [{ ha: true, auto_upgrade: false }] },
    ],
  },
})
