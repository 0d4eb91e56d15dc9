import { rule } from '../../rule.ts'
import type { World } from '../../world.ts'
import { dropletById } from '../tagged_droplets.ts'

/** What tells of itself elsewhere, such as a cluster’s nodes, counts for nothing here. */
function kindOf(urn: string, world: World): string | undefined {
  const [, kind, id] = urn.split(':')
  if (kind === 'loadbalancer') return 'load balancers'
  const droplet = kind === 'droplet' ? dropletById(world, Number(id)) : undefined
  return droplet && !(droplet.tags ?? []).some((tag) => tag.startsWith('k8s:')) ? 'Droplets' : undefined
}

const holding = (...urns: string[]) => ({ default: true, members: urns.map((urn) => ({ urn })) })

export const vpcDefaultInUse = rule({
  id: 'vpc-default-in-use',
  name: 'Default VPC in Use',
  severity: 'LOW',
  kind: 'standard',
  resource: 'vpc',
  needs: ['droplet', 'load_balancer'],
  details: 'Droplets or load balancers are in the default VPC of a region.',
  business_impact:
    'All that anybody creates in the region without thinking of a network lands beside them, an experiment beside the database of production, and can reach them on their private addresses.',
  technical_details:
    'The VPC is the `default` of its region, and a Droplet or load balancer is among its members. Databases and Kubernetes clusters, with their nodes, are told of by themselves.',
  mitigation: {
    panel: [
      'Open Networking, VPC, and create a VPC for each environment.',
      'Take a snapshot of each Droplet, and create it anew from the snapshot in its VPC, as Droplets and load balancers cannot move.',
    ],
    doctl:
      'doctl vpcs create --name production --region <region>\ndoctl compute droplet create <name> --image <snapshot-id> --size <size> --region <region> --vpc-uuid <vpc-id>',
    terraform: 'resource "digitalocean_vpc" "production" {\n  name   = "production"\n  region = "nyc3"\n}',
    api: 'POST /v2/vpcs {"name": "production", "region": "<region>"}',
  },
  controls: { cis_v8: ['12.2'], iso_27001: ['A.8.22'], soc_2: ['CC6.6'], nist_csf: ['PR.IR-01'] },
  check: (vpc, world) => {
    if (!vpc.default) return undefined
    const held = vpc.members.flatMap(({ urn }) => kindOf(urn, world) ?? [])
    if (held.length === 0) return undefined
    const counts = [...new Set(held)].map((kind) => `${held.filter((it) => it === kind).length} ${kind}`)
    return { evidence: `The default VPC of ${vpc.region} holds ${counts.join(' and ')}.` }
  },
  examples: {
    flagged: [
      { vpc: [holding('do:droplet:1')], droplet: [{}] },
      { vpc: [holding('do:dbaas:7', 'do:loadbalancer:2')] },
    ],
    passed: [
      { vpc: [{ ...holding('do:droplet:1'), default: false }], droplet: [{}] },
      { vpc: [holding('do:dbaas:7', 'do:kubernetes:3')] },
      { vpc: [holding('do:droplet:1')], droplet: [{ tags: ['k8s', 'k8s:3'] }] },
      { vpc: [holding()] },
    ],
  },
})
