import { rule } from '../../rule.ts'

const KINDS: Record<string, string> = {
  loadbalancer: 'load balancer',
  dbaas: 'database',
  kubernetes: 'Kubernetes cluster',
}

const kindOf = (urn: string): string | undefined => KINDS[urn.split(':')[1] ?? '']

const holding = (...urns: string[]) => ({ default: true, members: urns.map((urn) => ({ urn })) })

export const vpcDefaultInUse = rule({
  id: 'vpc-default-in-use',
  name: 'Default VPC in Use',
  severity: 'LOW',
  kind: 'standard',
  resource: 'vpc',
  details: 'Load balancers, databases or clusters are in the default VPC of a region.',
  business_impact:
    'All that anybody creates in the region without thinking of a network lands beside them, an experiment beside the database of production, and can reach them on their private addresses.',
  technical_details:
    'The VPC is the `default` of its region, and a load balancer, database cluster or Kubernetes cluster is among its members. Droplets in a default VPC are told of by themselves.',
  mitigation: {
    panel: [
      'Open Networking, VPC, and create a VPC for each environment.',
      'Open each database, choose Settings, and migrate it to its VPC; create load balancers and clusters anew in theirs, as they cannot move.',
    ],
    doctl: 'doctl vpcs create --name production --region <region>',
    terraform: 'resource "digitalocean_vpc" "production" {\n  name   = "production"\n  region = "nyc3"\n}',
    api: 'POST /v2/vpcs {"name": "production", "region": "<region>"}',
  },
  controls: { cis_v8: ['12.2'], iso_27001: ['A.8.22'], soc_2: ['CC6.6'], nist_csf: ['PR.IR-01'] },
  check: (vpc) => {
    if (!vpc.default) return undefined
    const held = vpc.members.flatMap(({ urn }) => kindOf(urn) ?? [])
    if (held.length === 0) return undefined
    const counts = [...new Set(held)].map((kind) => `${kind}: ${held.filter((it) => it === kind).length}`)
    return { evidence: `The default VPC of ${vpc.region} holds ${counts.join(', ')}.` }
  },
  examples: {
    flagged: [
      { vpc: [holding('do:dbaas:7')] },
      { vpc: [holding('do:droplet:1', 'do:loadbalancer:2', 'do:kubernetes:3')] },
    ],
    passed: [
      { vpc: [{ ...holding('do:dbaas:7'), default: false }] },
      { vpc: [holding('do:droplet:1')] },
      { vpc: [holding()] },
    ],
  },
})
