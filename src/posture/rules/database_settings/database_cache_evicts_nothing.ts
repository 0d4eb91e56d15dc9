import { rule } from '../../rule.ts'

const ENGINES = ['valkey', 'redis']
/** What both engines do unless they are told otherwise. */
const DEFAULT = 'noeviction'

export const databaseCacheEvictsNothing = rule({
  id: 'database-cache-evicts-nothing',
  name: 'Cache That Never Evicts',
  severity: 'LOW',
  kind: 'workload',
  resource: 'database',
  details: 'The Valkey or Redis cluster evicts nothing when its memory is full.',
  business_impact:
    'A cache that is full refuses every write: sessions are not stored and jobs not queued, until somebody deletes keys or pays for more memory. Anybody who can make the application cache things can bring that about.',
  technical_details:
    'The setting `valkey_maxmemory_policy` or `redis_maxmemory_policy` is `noeviction`, or missing, which is the same. For a queue, which must not lose entries, that is right: exclude such a cluster from this rule.',
  mitigation: {
    panel: [
      'Open Databases, the cluster, its Settings tab, and the eviction policy.',
      'Choose All keys: least recently used for a cache, or one for keys that expire, and save.',
      'Set an alert on the memory of the cluster.',
    ],
    doctl:
      'doctl databases configuration update <database-id> --engine valkey --config-json \'{"valkey_maxmemory_policy": "allkeys_lru"}\'',
    terraform: 'resource "digitalocean_database_cluster" "…" {\n  eviction_policy = "allkeys_lru"\n}',
    api: 'PUT /v2/databases/{database_cluster_uuid}/eviction_policy {"eviction_policy": "allkeys_lru"}',
  },
  controls: { iso_27001: ['A.8.6'], soc_2: ['A1.1'], nist_csf: ['PR.IR-04'] },
  check: ({ engine, config: { valkey_maxmemory_policy, redis_maxmemory_policy } }) => {
    if (!ENGINES.includes(engine)) return undefined
    const policy = valkey_maxmemory_policy ?? redis_maxmemory_policy ?? DEFAULT
    return policy === DEFAULT ? { evidence: `The eviction policy is ${policy}.` } : undefined
  },
  examples: {
    flagged: [
      { database: [{ engine: 'valkey', config: { valkey_maxmemory_policy: 'noeviction' } }] },
      { database: [{ engine: 'redis', config: {} }] },
    ],
    passed: [
      { database: [{ engine: 'valkey', config: { valkey_maxmemory_policy: 'allkeys_lru' } }] },
      { database: [{ engine: 'redis', config: { redis_maxmemory_policy: 'volatile-ttl' } }] },
      { database: [{ engine: 'pg', config: {} }] },
    ],
  },
})
