import { rule } from '../../rule.ts'

const ENGINES = ['pg', 'mysql']

export const databaseStorageNotAutoscaled = rule({
  id: 'database-storage-not-autoscaled',
  name: 'Database Storage Not Autoscaled',
  severity: 'LOW',
  kind: 'workload',
  resource: 'database',
  details: 'The storage of the database cluster does not grow when it fills up.',
  business_impact:
    'A cluster whose disk is nearly full becomes read-only: orders and logins fail until somebody notices and adds storage by hand.',
  technical_details:
    'The field `autoscale.storage.enabled` of a PostgreSQL or MySQL cluster is not true. Other engines are not looked at.',
  mitigation: {
    panel: [
      'Open Databases, the cluster, its Settings tab, and the storage.',
      'Turn autoscaling on, with a threshold of about 80 percent, and save.',
      'Set an alert on the disk of the cluster, to know of a growth that nobody expects.',
    ],
    doctl:
      'doctl databases storage-autoscale update <database-id> --enabled=true --threshold-percent 80 --increment-gib 10',
    api: 'PUT /v2/databases/{database_cluster_uuid}/autoscale {"storage": {"enabled": true, "threshold_percent": 80, "increment_gib": 10}}',
  },
  controls: { iso_27001: ['A.8.6'], soc_2: ['A1.1'], nist_csf: ['PR.IR-04'] },
  check: ({ engine, autoscale }) =>
    !ENGINES.includes(engine) || autoscale.storage?.enabled
      ? undefined
      : { evidence: `The storage of the ${engine} cluster does not grow by itself.` },
  examples: {
    flagged: [
      { database: [{ autoscale: { storage: { enabled: false } } }] },
      { database: [{ engine: 'mysql', autoscale: {} }] },
    ],
    passed: [
      { database: [{ autoscale: { storage: { enabled: true } } }] },
      { database: [{ engine: 'valkey', autoscale: {} }] },
    ],
  },
})
