import { rule } from '../../rule.ts'

export const databaseCacheUnencrypted = rule({
  id: 'database-cache-unencrypted',
  name: 'Valkey or Redis Without TLS',
  severity: 'HIGH',
  kind: 'workload',
  resource: 'database',
  details: 'The Valkey or Redis cluster accepts connections that are not encrypted.',
  business_impact:
    'The password and all that is cached, such as sessions and personal data, can be read on the way, and answers can be forged. Clients that were meant to use TLS fall back unnoticed.',
  technical_details:
    'The setting `valkey_ssl` or `redis_ssl` of the cluster is false, which opens a port without TLS. Where the setting is missing, TLS is on.',
  mitigation: {
    panel: [
      'Let every client connect with TLS first, with a URL that begins with `rediss`.',
      'Open Databases, the cluster, its Settings tab, and the advanced configuration.',
      'Turn the setting for SSL on, and save.',
    ],
    doctl:
      'doctl databases configuration update <database-id> --engine valkey --config-json \'{"valkey_ssl": true}\'',
    terraform: 'resource "digitalocean_database_valkey_config" "…" {\n  ssl = true\n}',
    api: 'PATCH /v2/databases/{database_cluster_uuid}/config {"config": {"valkey_ssl": true}}',
  },
  controls: {
    cis_v8: ['3.10'],
    iso_27001: ['A.8.24'],
    soc_2: ['CC6.7'],
    nist_csf: ['PR.DS-02'],
    pci_dss: ['4.2.1'],
  },
  check: ({ engine, config: { valkey_ssl, redis_ssl } }) =>
    (valkey_ssl ?? redis_ssl ?? true)
      ? undefined
      : { evidence: `The ${engine} cluster has a port for connections without TLS.` },
  examples: {
    flagged: [
      { database: [{ engine: 'valkey', config: { valkey_ssl: false } }] },
      { database: [{ engine: 'redis', config: { redis_ssl: false } }] },
    ],
    passed: [
      { database: [{ engine: 'valkey', config: { valkey_ssl: true } }] },
      { database: [{ engine: 'redis', config: {} }] },
      { database: [{ engine: 'pg', config: {} }] },
    ],
  },
})
