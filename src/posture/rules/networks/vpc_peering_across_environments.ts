import { rule } from '../../rule.ts'
import { indexOf } from '../../world.ts'
import { environmentOfName } from './environments.ts'

const vpcs = indexOf('vpc', ({ id }) => [id])

const named = (one: string, other: string) => [
  { id: 'b0000000-0000-4000-8000-000000000001', name: one },
  { id: 'b0000000-0000-4000-8000-000000000002', name: other },
]

export const vpcPeeringAcrossEnvironments = rule({
  id: 'vpc-peering-across-environments',
  name: 'VPC Peering Joins Production With Another Environment',
  severity: 'MEDIUM',
  kind: 'standard',
  resource: 'vpc_peering',
  needs: ['vpc'],
  details: 'By their names, the peering connects a VPC of production with one for development or tests.',
  business_impact:
    'The separation of the two networks is undone: an intruder on a test machine reaches production on its private addresses, behind what faces the internet.',
  technical_details:
    'A word of the name of one VPC is `prod`, `production`, `prd` or `live`, and one of the other is `dev`, `development`, `test`, `testing`, `staging`, `stage`, `qa`, `sandbox`, `preprod` or `uat`, and the peering is not being deleted.',
  mitigation: {
    panel: [
      'Find out what crosses the peering, and give it another way: a copy of the data, a public API with authentication.',
      'Open Networking, VPC, Peering, and delete the peering.',
    ],
    doctl: 'doctl vpcs peerings delete <peering-id>',
    terraform: '# remove the digitalocean_vpc_peering resource, and apply',
    api: 'DELETE /v2/vpc_peerings/{vpc_peering_id}',
  },
  controls: {
    cis_v8: ['12.2', '16.8'],
    iso_27001: ['A.8.22', 'A.8.31'],
    soc_2: ['CC6.6'],
    nist_csf: ['PR.IR-01'],
    pci_dss: ['6.5.3'],
  },
  check: ({ vpc_ids, status }, world) => {
    if (status === 'DELETING') return undefined
    const joined = vpc_ids.flatMap((id) => vpcs(world).get(id)?.[0] ?? [])
    const production = joined.find(({ name }) => environmentOfName(name) === 'production')
    const another = joined.find(({ name }) => environmentOfName(name) === 'another')
    if (!production || !another) return undefined
    return { evidence: `It joins ${production.name} and ${another.name}.` }
  },
  examples: {
    flagged: [
      { vpc_peering: [{}], vpc: named('env.prod-vpc', 'env.staging-vpc') },
      { vpc_peering: [{}], vpc: named('dev1', 'shop-Production') },
    ],
    passed: [
      { vpc_peering: [{}], vpc: named('prod-east', 'prod-west') },
      { vpc_peering: [{}], vpc: named('prod', 'devices') },
      { vpc_peering: [{ status: 'DELETING' }], vpc: named('prod', 'dev') },
      { vpc_peering: [{}], vpc: named('prod', 'test-prod') },
    ],
  },
})
