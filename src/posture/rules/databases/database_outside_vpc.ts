import { rule } from '../../rule.ts'

export const databaseOutsideVpc = rule({
  id: 'database-outside-vpc',
  name: 'Database Outside Any VPC',
  severity: 'MEDIUM',
  kind: 'workload',
  resource: 'database',
  details: 'The database cluster is in no VPC, so that all its clients reach it by its public address.',
  business_impact:
    'Queries and results cross the public network, and access rests on lists of public addresses that change with every new machine. A private network would keep both inside.',
  technical_details: 'The field `private_network_uuid` of the cluster is missing or empty.',
  mitigation: {
    panel: [
      'Open Databases, the cluster, its Settings tab, and Cluster datacenter or VPC network.',
      'Choose the VPC in which the applications run, and migrate the cluster.',
      'Let the applications use the private hostname of the cluster.',
    ],
    doctl: 'doctl databases migrate <database-id> --region <region-slug> --private-network-uuid <vpc-id>',
    terraform:
      'resource "digitalocean_database_cluster" "…" {\n  private_network_uuid = digitalocean_vpc.….id # makes a new cluster: migrate the data\n}',
    api: 'PUT /v2/databases/{database_cluster_uuid}/migrate {"region": "<region-slug>", "private_network_uuid": "<vpc-id>"}',
  },
  controls: {
    cis_v8: ['12.2'],
    iso_27001: ['A.8.22'],
    soc_2: ['CC6.6'],
    nist_csf: ['PR.IR-01'],
    pci_dss: ['1.4.4'],
  },
  check: ({ private_network_uuid }) =>
    private_network_uuid ? undefined : { evidence: 'The cluster is in no VPC.' },
  examples: {
    flagged: [{ database: [{ private_network_uuid: '' }] }, { database: [{ private_network_uuid: null }] }],
    passed: [
      { database: [{}] },
      { database: [{ private_network_uuid: 'b0000000-0000-4000-8000-000000000009' }] },
    ],
  },
})
