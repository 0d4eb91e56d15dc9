import { rule } from '../../rule.ts'

const GRACE_DAYS = 7
const EMPTY = { members: [] }

export const vpcUnused = rule({
  id: 'vpc-unused',
  name: 'VPC Without Members',
  severity: 'LOW',
  kind: 'standard',
  resource: 'vpc',
  needs: ['droplet', 'load_balancer', 'database', 'kubernetes_cluster'],
  details: 'Nothing is in the VPC.',
  business_impact:
    'Networks that nobody uses hold address ranges, and peerings and routes to them, that nobody watches. Something is put there by mistake sooner or later.',
  technical_details:
    'The list of the VPC’s members is empty, it is not the default of its region, which cannot be deleted, and it is older than 7 days. Members are shown only as far as the token may see them, so the rule is not checked where Droplets, load balancers, databases or clusters could not be read.',
  mitigation: {
    panel: [
      'Open Networking, VPC, and the VPC that is named.',
      'Delete its peerings, then the VPC, if nothing is going to use it.',
    ],
    doctl: 'doctl vpcs delete <vpc-id>',
    terraform: '# remove the digitalocean_vpc resource, and apply',
    api: 'DELETE /v2/vpcs/{vpc_id}',
  },
  controls: { cis_v8: ['12.2'], iso_27001: ['A.8.9'], pci_dss: ['1.2.7'] },
  check: (vpc, world) => {
    if (vpc.default || vpc.members.length > 0 || world.daysSince(vpc.created_at) <= GRACE_DAYS)
      return undefined
    return { evidence: `It was created on ${vpc.created_at.slice(0, 10)} and has no members.` }
  },
  examples: {
    flagged: [{ vpc: [EMPTY] }, { vpc: [{ ...EMPTY, created_at: '2025-12-24T23:00:00Z' }] }],
    passed: [
      { vpc: [{ members: [{ urn: 'do:droplet:1' }] }] },
      { vpc: [{ ...EMPTY, default: true }] },
      { vpc: [{ ...EMPTY, created_at: '2025-12-25T00:00:00Z' }] },
    ],
  },
})
