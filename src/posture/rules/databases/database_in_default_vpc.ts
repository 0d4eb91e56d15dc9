import { rule } from '../../rule.ts'
import { findDefaultVpc } from '../default_vpc.ts'

const IN_FIRST = { private_network_uuid: 'b0000000-0000-4000-8000-000000000001' }

export const databaseInDefaultVpc = rule({
  id: 'database-in-default-vpc',
  name: 'Database in the Default VPC',
  severity: 'LOW',
  kind: 'workload',
  resource: 'database',
  needs: ['vpc'],
  details: 'The database cluster is in the default VPC of its region.',
  business_impact:
    'Whatever is made in the region without a thought about its network lands beside the database: a test Droplet that is taken over is then on the same private network as production.',
  technical_details: 'The field `private_network_uuid` of the cluster names a VPC whose `default` is true.',
  mitigation: {
    panel: [
      'Open Networking, VPC, and create a VPC for this environment in the region of the cluster.',
      'Move the Droplets and other clients that use the database into it.',
      'Open Databases, the cluster, its Settings tab, and move it to that VPC.',
    ],
    doctl:
      'doctl vpcs create --name production --region <region-slug>\ndoctl databases migrate <database-id> --region <region-slug> --private-network-uuid <vpc-id>',
    terraform:
      'resource "digitalocean_database_cluster" "…" {\n  private_network_uuid = digitalocean_vpc.production.id # makes a new cluster: migrate the data\n}',
    api: 'PUT /v2/databases/{database_cluster_uuid}/migrate {"region": "<region-slug>", "private_network_uuid": "<vpc-id>"}',
  },
  controls: { cis_v8: ['12.2'], iso_27001: ['A.8.22', 'A.8.31'], nist_csf: ['PR.IR-01'] },
  check: ({ private_network_uuid }, world) => {
    const vpc = findDefaultVpc(world, private_network_uuid)
    return vpc && { evidence: `The cluster is in ${vpc.name}, the default VPC of ${vpc.region}.` }
  },
  examples: {
    flagged: [
      { database: [IN_FIRST], vpc: [{ default: true }] },
      { database: [{ ...IN_FIRST, engine: 'mysql' }], vpc: [{ default: true, name: 'default-nyc3' }] },
    ],
    passed: [
      { database: [IN_FIRST], vpc: [{ default: false }] },
      { database: [IN_FIRST], vpc: [{ id: 'b0000000-0000-4000-8000-000000000002', default: true }] },
      { database: [{ private_network_uuid: '' }], vpc: [{ default: true }] },
    ],
  },
})
