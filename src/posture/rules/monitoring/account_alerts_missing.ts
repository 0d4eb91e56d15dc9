import { rule } from '../../rule.ts'
import type { World } from '../../world.ts'

const WATCHED = [
  ['CPU', 'v1/insights/droplet/cpu'],
  ['memory', 'v1/insights/droplet/memory_utilization_percent'],
  ['disk space', 'v1/insights/droplet/disk_utilization_percent'],
] as const
const TYPES = Symbol('the types of the alert policies')

const policyTypes = (world: World): ReadonlySet<string> =>
  world.derived(TYPES, () => new Set(world.facts('alert_policy').map(({ type }) => type)))

const on = (...whats: string[]) => whats.map((what) => ({ type: `v1/insights/droplet/${what}` }))

export const accountAlertsMissing = rule({
  id: 'account-alerts-missing',
  name: 'No Alerts on CPU, Memory or Disk',
  severity: 'MEDIUM',
  kind: 'standard',
  resource: 'account',
  needs: ['alert_policy', 'droplet'],
  details:
    'The account has Droplets, and no alert policy tells when one runs out of CPU, memory or disk space.',
  business_impact:
    'A full disk stops databases and logs, and does so after days in which it could have been seen. A CPU that is busy all night is how mining by an intruder shows first.',
  technical_details:
    'There is at least one Droplet, and of the types `v1/insights/droplet/cpu`, `…/memory_utilization_percent` and `…/disk_utilization_percent` no alert policy has the ones that are named. With none of the three it is MEDIUM, else LOW. Policies that are disabled have a rule of their own.',
  mitigation: {
    panel: [
      'Open Monitoring, Resource Alerts, and choose Create Resource Alert.',
      'Choose the metric, a threshold such as 85 %, all Droplets or a tag, and who is told.',
      'Install the metrics agent on Droplets that have none: memory and disk space are seen by it only.',
    ],
    doctl:
      'doctl monitoring alert create --type v1/insights/droplet/disk_utilization_percent --description "Disk almost full" --compare GreaterThan --value 85 --window 10m --tags production --emails ops@example.com',
    terraform:
      'resource "digitalocean_monitor_alert" "disk" {\n  type        = "v1/insights/droplet/disk_utilization_percent"\n  description = "Disk almost full"\n  compare     = "GreaterThan"\n  value       = 85\n  window      = "10m"\n  enabled     = true\n  tags        = ["production"]\n  alerts {\n    email = ["ops@example.com"]\n  }\n}',
    api: 'POST /v2/monitoring/alerts {"type": "v1/insights/droplet/disk_utilization_percent", "description": "Disk almost full", "compare": "GreaterThan", "value": 85, "window": "10m", "entities": [], "tags": ["production"], "enabled": true, "alerts": {"email": ["ops@example.com"], "slack": []}}',
  },
  controls: { iso_27001: ['A.8.6', 'A.8.16'], soc_2: ['A1.1', 'CC7.2'], nist_csf: ['DE.CM-09'] },
  check(_account, world) {
    if (world.facts('droplet').length === 0) return undefined
    const missing = WATCHED.filter(([, type]) => !policyTypes(world).has(type)).map(([name]) => name)
    if (missing.length === 0) return undefined
    const evidence = `No alert policy watches ${missing.join(' or ')} of Droplets.`
    return missing.length === WATCHED.length ? { evidence } : { evidence, severity: 'LOW' }
  },
  examples: {
    flagged: [
      { account: [{}], droplet: [{}] },
      { account: [{}], droplet: [{}], alert_policy: on('cpu', 'disk_utilization_percent') },
      { account: [{}], droplet: [{}], alert_policy: [{ type: 'v1/insights/lbaas/droplet_health' }] },
    ],
    passed: [
      {
        account: [{}],
        droplet: [{}],
        alert_policy: on('cpu', 'memory_utilization_percent', 'disk_utilization_percent'),
      },
      { account: [{}] },
    ],
  },
})
