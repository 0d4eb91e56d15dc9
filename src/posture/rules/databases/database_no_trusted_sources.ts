import { rule } from '../../rule.ts'

export const databaseNoTrustedSources = rule({
  id: 'database-no-trusted-sources',
  name: 'Database Open to the Internet',
  severity: 'HIGH',
  kind: 'workload',
  resource: 'database',
  details: 'The database cluster has no trusted sources, so that it answers everybody on the internet.',
  business_impact:
    'Nothing but a password stands between strangers and the data. A password that leaks in a log, a repository or a backup, or a flaw in the engine that needs no login, is enough to read, change or delete everything that the cluster holds.',
  technical_details:
    'The list of firewall rules of the cluster is empty. As long as it is, the public hostname of the cluster accepts connections from any address.',
  mitigation: {
    panel: [
      'Open Databases, the cluster, and its Network Access tab.',
      'Under Trusted Sources, add the Droplets, Kubernetes clusters, apps or tags that use the database, and save.',
      'Add single addresses only for people who have to connect from outside, and remove them afterwards.',
    ],
    doctl: 'doctl databases firewalls append <database-id> --rule tag:<tag-of-the-clients>',
    terraform:
      'resource "digitalocean_database_firewall" "…" {\n  cluster_id = digitalocean_database_cluster.….id\n  rule {\n    type  = "tag"\n    value = "backend"\n  }\n}',
    api: 'PUT /v2/databases/{database_cluster_uuid}/firewall {"rules": [{"type": "tag", "value": "backend"}]}',
  },
  controls: {
    cis_v8: ['4.4', '12.2'],
    iso_27001: ['A.8.20', 'A.8.22'],
    soc_2: ['CC6.6'],
    nist_csf: ['PR.IR-01'],
    pci_dss: ['1.3.1', '1.4.4'],
  },
  check: ({ engine, firewall_rules }) =>
    firewall_rules.length > 0
      ? undefined
      : { evidence: `The ${engine} cluster has no trusted sources: any address may connect.` },
  examples: {
    flagged: [
      { database: [{ firewall_rules: [] }] },
      { database: [{ engine: 'kafka', firewall_rules: [] }] },
    ],
    passed: [
      { database: [{ firewall_rules: [{ type: 'tag', value: 'backend' }] }] },
      { database: [{ firewall_rules: [{ type: 'ip_addr', value: '0.0.0.0/0' }] }] },
    ],
  },
})
