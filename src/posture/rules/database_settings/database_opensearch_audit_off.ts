import { rule } from '../../rule.ts'

export const databaseOpensearchAuditOff = rule({
  id: 'database-opensearch-audit-off',
  name: 'OpenSearch Without Security Audit',
  severity: 'LOW',
  kind: 'workload',
  resource: 'database',
  details: 'The OpenSearch cluster does not log logins and denied requests.',
  business_impact:
    'Who tried passwords, who read which index, who changed rights: nobody can tell after an incident, and nobody notices while it goes on.',
  technical_details:
    'The setting `enable_security_audit` of the cluster is false or missing, which is the same.',
  mitigation: {
    panel: [
      'Open Databases, the cluster, its Settings tab, and the advanced configuration.',
      'Turn the security audit on, and save.',
      'Make sure that the storage of the cluster has room for the audit logs.',
    ],
    doctl:
      'doctl databases configuration update <database-id> --engine opensearch --config-json \'{"enable_security_audit": true}\'',
    terraform: 'resource "digitalocean_database_opensearch_config" "…" {\n  enable_security_audit = true\n}',
    api: 'PATCH /v2/databases/{database_cluster_uuid}/config {"config": {"enable_security_audit": true}}',
  },
  controls: {
    cis_v8: ['8.2'],
    iso_27001: ['A.8.15'],
    soc_2: ['CC7.2'],
    nist_csf: ['PR.PS-04'],
    pci_dss: ['10.2.1'],
  },
  check: ({ engine, config }) =>
    engine !== 'opensearch' || config.enable_security_audit
      ? undefined
      : { evidence: 'The security audit of the OpenSearch cluster is off.' },
  examples: {
    flagged: [
      { database: [{ engine: 'opensearch', config: { enable_security_audit: false } }] },
      { database: [{ engine: 'opensearch', config: {} }] },
    ],
    passed: [
      { database: [{ engine: 'opensearch', config: { enable_security_audit: true } }] },
      { database: [{ engine: 'pg', config: {} }] },
    ],
  },
})
