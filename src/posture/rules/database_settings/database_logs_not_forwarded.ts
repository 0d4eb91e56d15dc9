import { rule } from '../../rule.ts'

const ENGINES = ['pg', 'mysql', 'kafka', 'valkey']

export const databaseLogsNotForwarded = rule({
  id: 'database-logs-not-forwarded',
  name: 'Database Logs Not Forwarded',
  severity: 'LOW',
  kind: 'workload',
  resource: 'database',
  details: 'The logs of the database cluster go nowhere but to the control panel.',
  business_impact:
    'The panel keeps a few recent lines. Failed logins and suspicious queries raise no alarm, and when an incident is looked into, the logs of that time are gone.',
  technical_details:
    'A PostgreSQL, MySQL, Kafka or Valkey cluster has no log sink. How MongoDB and OpenSearch forward logs is not looked at.',
  mitigation: {
    panel: [
      'Open Databases, the cluster, its Settings tab, and Log Forwarding.',
      'Add a destination such as an OpenSearch cluster or an rsyslog server with TLS.',
      'Set alerts there on failed logins.',
    ],
    terraform:
      'resource "digitalocean_database_logsink_rsyslog" "…" {\n  cluster_id = digitalocean_database_cluster.….id\n  name       = "siem"\n  server     = "logs.example.com"\n  port       = 6514\n  tls        = true\n  format     = "rfc5424"\n}',
    api: 'POST /v2/databases/{database_cluster_uuid}/logsink {"sink_name": "siem", "sink_type": "rsyslog", "config": {"server": "logs.example.com", "port": 6514, "tls": true, "format": "rfc5424"}}',
  },
  controls: {
    cis_v8: ['8.9'],
    iso_27001: ['A.8.15'],
    soc_2: ['CC7.2'],
    nist_csf: ['PR.PS-04', 'DE.CM-09'],
    pci_dss: ['10.3.3'],
  },
  check: ({ engine, log_sinks }) =>
    !ENGINES.includes(engine) || log_sinks.length > 0
      ? undefined
      : { evidence: `The ${engine} cluster has no log sink.` },
  examples: {
    flagged: [{ database: [{ log_sinks: [] }] }, { database: [{ engine: 'kafka', log_sinks: [] }] }],
    passed: [
      { database: [{ log_sinks: [{ sink_name: 'siem', sink_type: 'opensearch' }] }] },
      { database: [{ engine: 'mongodb', log_sinks: [] }] },
    ],
  },
})
