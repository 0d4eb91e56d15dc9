import { rule } from '../../rule.ts'
import { named } from '../named.ts'

const pending = (description: string[]) => ({
  maintenance_window: { day: 'tuesday', hour: '14:00:00', pending: true, description },
})

export const databaseUpdatesPending = rule({
  id: 'database-updates-pending',
  name: 'Database Updates Pending',
  severity: 'LOW',
  kind: 'workload',
  resource: 'database',
  details:
    'Updates for the database cluster are waiting for its maintenance window, or it has no such window.',
  business_impact:
    'Fixes for the engine and its operating system do not protect until they are installed. Until then the flaws that they close are known to everybody but still open here.',
  technical_details:
    'The `maintenance_window` of the cluster says `pending`, or is missing. The updates are installed by themselves in the next window; the finding is for those who cannot wait.',
  mitigation: {
    panel: [
      'Open Databases, the cluster, its Settings tab, and the maintenance window.',
      'Choose Upgrade now to install the updates at once, or set the window to an hour soon.',
    ],
    doctl:
      'doctl databases maintenance-window update <database-id> --day tuesday --hour 02:00\ndoctl databases maintenance-window install <database-id>',
    terraform:
      'resource "digitalocean_database_cluster" "…" {\n  maintenance_window {\n    day  = "tuesday"\n    hour = "02:00:00"\n  }\n}',
    api: 'PUT /v2/databases/{database_cluster_uuid}/install_update',
  },
  controls: { cis_v8: ['7.4'], iso_27001: ['A.8.8'], soc_2: ['CC7.1'], nist_csf: ['PR.PS-02'] },
  check: ({ maintenance_window }) => {
    if (!maintenance_window) return { evidence: 'The cluster has no maintenance window.' }
    const { pending, day, hour, description } = maintenance_window
    if (pending !== true) return undefined
    const what = description?.length ? named(description) : 'Updates'
    return { evidence: `Waiting for ${day} ${hour}: ${what}.` }
  },
  examples: {
    flagged: [
      { database: [pending(['Update TimescaleDB'])] },
      { database: [pending([])] },
      { database: [{ maintenance_window: null }] },
    ],
    passed: [{ database: [{}] }, { database: [{ maintenance_window: { day: 'sunday', hour: '02:00' } }] }],
  },
})
