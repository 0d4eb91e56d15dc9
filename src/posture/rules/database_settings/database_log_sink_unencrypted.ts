import type { Database } from '../../facts/databases.ts'
import { rule } from '../../rule.ts'
import { named } from '../named.ts'

type Sink = Database['log_sinks'][number]

const isPlain = ({ sink_type, config }: Sink) =>
  (sink_type === 'rsyslog' && config?.tls !== true) || (config?.url?.startsWith('http://') ?? false)

export const databaseLogSinkUnencrypted = rule({
  id: 'database-log-sink-unencrypted',
  name: 'Database Logs Forwarded Without TLS',
  severity: 'MEDIUM',
  kind: 'workload',
  resource: 'database',
  details: 'The database cluster sends its logs to a destination without encryption.',
  business_impact:
    'Logs hold queries with personal data, user names and addresses. On the way to the destination anybody on the path can read them, and forge or drop what would raise an alarm.',
  technical_details:
    'A log sink of type `rsyslog` does not have `tls` true, or the `url` of another begins with `http://`.',
  mitigation: {
    panel: [
      'Set up a listener with TLS at the destination.',
      'Open Databases, the cluster, its Settings tab, and Log Forwarding.',
      'Edit the destination that the finding names: turn TLS on, and give the certificate of its authority.',
    ],
    terraform:
      'resource "digitalocean_database_logsink_rsyslog" "…" {\n  port    = 6514\n  tls     = true\n  ca_cert = file("ca.pem")\n}',
    api: 'PUT /v2/databases/{database_cluster_uuid}/logsink/{logsink_id} {"config": {"server": "logs.example.com", "port": 6514, "tls": true, "format": "rfc5424"}}',
  },
  controls: {
    cis_v8: ['3.10'],
    iso_27001: ['A.8.24'],
    soc_2: ['CC6.7'],
    nist_csf: ['PR.DS-02'],
    pci_dss: ['4.2.1'],
  },
  check: ({ log_sinks }) => {
    const names = log_sinks.filter(isPlain).map(({ sink_name }) => sink_name ?? 'one without a name')
    return names.length > 0 ? { evidence: `Log sinks without TLS: ${named(names)}.` } : undefined
  },
  examples: {
    flagged: [
      { database: [{ log_sinks: [{ sink_name: 'a', sink_type: 'rsyslog', config: { tls: false } }] }] },
      { database: [{ log_sinks: [{ sink_type: 'rsyslog', config: {} }] }] },
      {
        database: [
          {
            log_sinks: [{ sink_name: 'b', sink_type: 'opensearch', config: { url: 'http://10.0.0.7:9200' } }],
          },
        ],
      },
    ],
    passed: [
      { database: [{ log_sinks: [{ sink_type: 'rsyslog', config: { tls: true } }] }] },
      {
        database: [{ log_sinks: [{ sink_type: 'opensearch', config: { url: 'https://logs.example.com' } }] }],
      },
      { database: [{ log_sinks: [] }] },
    ],
  },
})
