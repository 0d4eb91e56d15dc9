import { rule } from '../../rule.ts'
import { findDefaultVpc } from '../default_vpc.ts'

const IN_FIRST = { vpc_uuid: 'b0000000-0000-4000-8000-000000000001' }

export const kubernetesInDefaultVpc = rule({
  id: 'kubernetes-in-default-vpc',
  name: 'Kubernetes Cluster in the Default VPC',
  severity: 'LOW',
  kind: 'standard',
  resource: 'kubernetes_cluster',
  needs: ['vpc'],
  details: 'The cluster is in the default VPC of its region.',
  business_impact:
    'Whatever is made in the region without a thought about its network lands beside the nodes: a test Droplet that is taken over reaches them on the private network.',
  technical_details:
    'The field `vpc_uuid` of the cluster names a VPC whose `default` is true, or is missing. A cluster cannot be moved to another VPC.',
  mitigation: {
    panel: [
      'Open Networking, VPC, and create a VPC for this environment in the region of the cluster.',
      'Create a new cluster in that VPC.',
      'Move the workloads, and destroy the old cluster.',
    ],
    doctl:
      'doctl vpcs create --name production --region <region-slug>\ndoctl kubernetes cluster create <name> --region <region-slug> --vpc-uuid <vpc-id>',
    terraform:
      'resource "digitalocean_kubernetes_cluster" "…" {\n  vpc_uuid = digitalocean_vpc.production.id # makes a new cluster\n}',
    api: 'POST /v2/kubernetes/clusters with "vpc_uuid": "<vpc-id>"',
  },
  controls: { cis_v8: ['12.2'], iso_27001: ['A.8.22', 'A.8.31'], nist_csf: ['PR.IR-01'] },
  check: ({ vpc_uuid }, world) => {
    if (!vpc_uuid) return { evidence: 'The cluster names no VPC of its own.' }
    const vpc = findDefaultVpc(world, vpc_uuid)
    return vpc && { evidence: `The cluster is in ${vpc.name}, the default VPC of ${vpc.region}.` }
  },
  examples: {
    flagged: [
      { kubernetes_cluster: [IN_FIRST], vpc: [{ default: true }] },
      { kubernetes_cluster: [{ vpc_uuid: '' }], vpc: [] },
    ],
    passed: [
      { kubernetes_cluster: [IN_FIRST], vpc: [{ default: false }] },
      {
        kubernetes_cluster: [IN_FIRST],
        vpc: [{ id: 'b0000000-0000-4000-8000-000000000002', default: true }],
      },
    ],
  },
})
