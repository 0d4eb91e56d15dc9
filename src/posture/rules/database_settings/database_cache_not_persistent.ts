import { rule } from '../../rule.ts'

export const databaseCacheNotPersistent = rule({
  id: 'database-cache-not-persistent',
  name: 'Valkey or Redis Without Persistence',
  severity: 'LOW',
  kind: 'workload',
  resource: 'database',
  details: 'The Valkey or Redis cluster keeps its data in memory only.',
  business_impact:
    'A restart or a failed node empties the cluster: everybody is logged out, queued work is gone, and the databases behind the cache get all its load at once.',
  technical_details:
    'The setting `valkey_persistence` or `redis_persistence` is `off`. It also stops backups and forks of the cluster. Where it is missing, it is on.',
  mitigation: {
    panel: [
      'Open Databases, the cluster, its Settings tab, and the advanced configuration.',
      'Set the persistence to `rdb`, and save.',
    ],
    doctl:
      'doctl databases configuration update <database-id> --engine valkey --config-json \'{"valkey_persistence": "rdb"}\'',
    terraform: 'resource "digitalocean_database_valkey_config" "…" {\n  persistence = "rdb"\n}',
    api: 'PATCH /v2/databases/{database_cluster_uuid}/config {"config": {"valkey_persistence": "rdb"}}',
  },
  controls: { iso_27001: ['A.8.13'], soc_2: ['A1.2'], nist_csf: ['PR.DS-11'] },
  check: ({ engine, config: { valkey_persistence, redis_persistence } }) =>
    (valkey_persistence ?? redis_persistence) === 'off'
      ? { evidence: `The persistence of the ${engine} cluster is off.` }
      : undefined,
  examples: {
    flagged: [
      { database: [{ engine: 'valkey', config: { valkey_persistence: 'off' } }] },
      { database: [{ engine: 'redis', config: { redis_persistence: 'off' } }] },
    ],
    passed: [
      { database: [{ engine: 'valkey', config: { valkey_persistence: 'rdb' } }] },
      { database: [{ engine: 'redis', config: {} }] },
      { database: [{ engine: 'mysql' }] },
    ],
  },
})
