import { rule } from '../../rule.ts'
import { indexOf } from '../../world.ts'

const vpcs = indexOf('vpc', ({ id }) => [id])

const EAST = { id: 'b0000000-0000-4000-8000-000000000001', name: 'east' }
const DEFAULT = { id: 'b0000000-0000-4000-8000-000000000002', name: 'default-nyc3', default: true }

export const vpcPeeringWithDefault = rule({
  id: 'vpc-peering-with-default',
  name: 'VPC Peering With a Default VPC',
  severity: 'MEDIUM',
  kind: 'standard',
  resource: 'vpc_peering',
  needs: ['vpc'],
  details: 'The peering connects a VPC with the default VPC of a region.',
  business_impact:
    'Whatever anybody creates in that region without choosing a network is at once connected to the peered VPC, and reaches its machines on their private addresses.',
  technical_details:
    'One of the `vpc_ids` of the peering is a VPC with `default` true, and the peering is not being deleted.',
  mitigation: {
    panel: [
      'Move to a VPC of its own what the peering is needed for.',
      'Open Networking, VPC, Peering, and create a peering with that VPC.',
      'Delete the peering with the default VPC.',
    ],
    doctl:
      'doctl vpcs peerings create <name> --vpc-ids <vpc-id>,<vpc-id>\ndoctl vpcs peerings delete <peering-id>',
    terraform:
      'resource "digitalocean_vpc_peering" "…" {\n  name    = "east-west"\n  vpc_ids = [digitalocean_vpc.east.id, digitalocean_vpc.west.id]\n}',
    api: 'DELETE /v2/vpc_peerings/{vpc_peering_id}',
  },
  controls: { cis_v8: ['12.2'], iso_27001: ['A.8.22'], soc_2: ['CC6.6'], nist_csf: ['PR.IR-01'] },
  check: ({ vpc_ids, status }, world) => {
    if (status === 'DELETING') return undefined
    const found = vpc_ids.flatMap((id) => vpcs(world).get(id)?.[0] ?? []).find((vpc) => vpc.default)
    return found && { evidence: `${found.name} is the default VPC of ${found.region}.` }
  },
  examples: {
    flagged: [
      { vpc_peering: [{}], vpc: [EAST, DEFAULT] },
      { vpc_peering: [{ status: 'PROVISIONING' }], vpc: [DEFAULT] },
    ],
    passed: [
      { vpc_peering: [{}], vpc: [EAST, { ...DEFAULT, default: false }] },
      { vpc_peering: [{ status: 'DELETING' }], vpc: [EAST, DEFAULT] },
      { vpc_peering: [{}], vpc: [EAST, { ...DEFAULT, id: 'b3' }] },
    ],
  },
})
