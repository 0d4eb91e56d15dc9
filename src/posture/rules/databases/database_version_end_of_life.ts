import { rule } from '../../rule.ts'

const SOON_DAYS = 90

export const databaseVersionEndOfLife = rule({
  id: 'database-version-end-of-life',
  name: 'Database Version at Its End of Life',
  severity: 'HIGH',
  kind: 'workload',
  resource: 'database',
  details: 'The version of the database engine is no longer supported, or will not be within 90 days.',
  business_impact:
    'After its end of life a version gets no more fixes, while the flaws that are found in its successors are published for everybody to try on it. The provider also upgrades such clusters at a time of its own choosing, and an application that was not tested with the new version fails then.',
  technical_details:
    'The field `version_end_of_life` of the cluster is in the past, or at most 90 days away; the latter is told with the severity LOW. A cluster without this date runs a version whose end has not been set.',
  mitigation: {
    panel: [
      'Fork the cluster, upgrade the fork, and test the application with it.',
      'Open Databases, the cluster, its Settings tab, and choose Upgrade Version.',
      'Choose the version that you tested, and start the upgrade in a quiet hour.',
    ],
    terraform:
      'resource "digitalocean_database_cluster" "…" {\n  version = "<newer-version>" # the provider upgrades in place\n}',
    api: 'PUT /v2/databases/{database_cluster_uuid}/upgrade {"version": "<newer-version>"}',
  },
  controls: {
    cis_v8: ['2.2', '7.4'],
    iso_27001: ['A.8.8'],
    soc_2: ['CC7.1'],
    nist_csf: ['PR.PS-02', 'ID.AM-08'],
    pci_dss: ['6.3.3'],
  },
  check: ({ engine, version, version_end_of_life: end }, world) => {
    if (!end) return undefined
    const days = -world.daysSince(end)
    const shown = `${engine} ${version ?? ''}`.trim()
    if (days <= 0) return { evidence: `The support of ${shown} ended on ${end.slice(0, 10)}.` }
    if (days > SOON_DAYS) return undefined
    return { severity: 'LOW', evidence: `The support of ${shown} ends on ${end.slice(0, 10)}.` }
  },
  examples: {
    flagged: [
      { now: '2026-01-01T00:00:00Z', database: [{ version_end_of_life: '2025-11-13T00:00:00Z' }] },
      { now: '2026-01-01T00:00:00Z', database: [{ version_end_of_life: '2026-01-01T00:00:00Z' }] },
      { now: '2026-01-01T00:00:00Z', database: [{ version_end_of_life: '2026-04-01T00:00:00Z' }] },
    ],
    passed: [
      { now: '2026-01-01T00:00:00Z', database: [{ version_end_of_life: '2026-04-02T00:00:00Z' }] },
      { database: [{ version_end_of_life: null }] },
    ],
  },
})
