import { rule } from '../../rule.ts'
import { sourceAnywhere } from './trusted_sources.ts'

export const databaseTrustedSourceAnywhere = rule({
  id: 'database-trusted-source-anywhere',
  name: 'Database Trusts the Whole Internet',
  severity: 'HIGH',
  kind: 'workload',
  resource: 'database',
  details:
    'One of the trusted sources of the database cluster is a range that holds the internet, or a large part of it.',
  business_impact:
    'The cluster looks protected in the control panel and is not: strangers can connect, try passwords and use flaws of the engine, and the other trusted sources make no difference.',
  technical_details:
    'A firewall rule of type `ip_addr` has a public range with a prefix of at most /4 in IPv4 or /16 in IPv6, such as 0.0.0.0/0 or its two halves. An empty list has a rule of its own.',
  mitigation: {
    panel: [
      'Open Databases, the cluster, and its Network Access tab.',
      'Add the Droplets, apps, tags or addresses that really connect to the Trusted Sources.',
      'Remove the range that the finding names, and save.',
    ],
    doctl:
      'doctl databases firewalls list <database-id>\ndoctl databases firewalls append <database-id> --rule tag:<tag-of-the-clients>\ndoctl databases firewalls remove <database-id> --uuid <uuid-of-the-wide-rule>',
    terraform:
      'resource "digitalocean_database_firewall" "…" {\n  rule {\n    type  = "ip_addr"\n    value = "198.51.100.7"\n  }\n}',
    api: 'PUT /v2/databases/{database_cluster_uuid}/firewall with all rules that are to stay, and without the range',
  },
  controls: {
    cis_v8: ['4.4', '12.2'],
    iso_27001: ['A.8.20', 'A.8.22'],
    soc_2: ['CC6.6'],
    nist_csf: ['PR.IR-01'],
    pci_dss: ['1.3.1', '1.4.4'],
  },
  check: (database) => {
    const source = sourceAnywhere(database)
    return source && { evidence: `The trusted source ${source.text} holds the internet, or much of it.` }
  },
  examples: {
    flagged: [
      { database: [{ firewall_rules: [{ type: 'ip_addr', value: '0.0.0.0/0' }] }] },
      {
        database: [
          {
            firewall_rules: [
              { type: 'droplet', value: '1' },
              { type: 'ip_addr', value: '128.0.0.0/1' },
            ],
          },
        ],
      },
      { database: [{ firewall_rules: [{ type: 'ip_addr', value: '::/0' }] }] },
    ],
    passed: [
      { database: [{ firewall_rules: [{ type: 'ip_addr', value: '198.51.0.0/16' }] }] },
      { database: [{ firewall_rules: [{ type: 'ip_addr', value: '10.0.0.0/8' }] }] },
      { database: [{ firewall_rules: [] }] },
    ],
  },
})
