import { rule } from '../../rule.ts'
import { widestSource } from './trusted_sources.ts'

export const databaseTrustedSourceWide = rule({
  id: 'database-trusted-source-wide',
  name: 'Database Trusts a Wide Range',
  severity: 'MEDIUM',
  kind: 'workload',
  resource: 'database',
  details: 'A trusted source of the database cluster is a public range that is wider than one network needs.',
  business_impact:
    'Ranges of that size belong to internet providers and clouds. Whoever rents an address in it, for an hour and a few cents, may connect to the database.',
  technical_details:
    'A firewall rule of type `ip_addr` has a public range wider than /24 in IPv4 or /48 in IPv6, but not so wide that it is the internet itself.',
  mitigation: {
    panel: [
      'Find out which addresses in the range connect, from the logs of the cluster or those who use it.',
      'Open Databases, the cluster, and its Network Access tab.',
      'Add these addresses, or better the resources that connect, and remove the range.',
    ],
    doctl:
      'doctl databases firewalls append <database-id> --rule ip_addr:<address>\ndoctl databases firewalls remove <database-id> --uuid <uuid-of-the-wide-rule>',
    terraform:
      'resource "digitalocean_database_firewall" "…" {\n  rule {\n    type  = "ip_addr"\n    value = "198.51.100.7"\n  }\n}',
    api: 'PUT /v2/databases/{database_cluster_uuid}/firewall with narrower rules',
  },
  controls: {
    cis_v8: ['4.4'],
    iso_27001: ['A.8.20', 'A.8.22'],
    soc_2: ['CC6.6'],
    nist_csf: ['PR.IR-01'],
    pci_dss: ['1.3.1'],
  },
  check: (database) => {
    const source = widestSource(database)
    return source && { evidence: `The trusted source ${source.text} is wider than one network needs.` }
  },
  examples: {
    flagged: [
      { database: [{ firewall_rules: [{ type: 'ip_addr', value: '198.51.100.0/23' }] }] },
      { database: [{ firewall_rules: [{ type: 'ip_addr', value: '2001:db8::/32' }] }] },
    ],
    passed: [
      { database: [{ firewall_rules: [{ type: 'ip_addr', value: '198.51.100.0/24' }] }] },
      { database: [{ firewall_rules: [{ type: 'ip_addr', value: '2001:db8:7::/48' }] }] },
      { database: [{ firewall_rules: [{ type: 'ip_addr', value: '10.0.0.0/8' }] }] },
      { database: [{ firewall_rules: [{ type: 'ip_addr', value: '0.0.0.0/0' }] }] },
    ],
  },
})
