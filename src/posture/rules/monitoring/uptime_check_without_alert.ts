import { rule } from '../../rule.ts'
import { NOBODY, tellsSomebody } from './recipients.ts'

const OUTAGE = ['down', 'down_global']

export const uptimeCheckWithoutAlert = rule({
  id: 'uptime-check-without-alert',
  name: 'Uptime Check That Tells Nobody of an Outage',
  severity: 'MEDIUM',
  kind: 'standard',
  resource: 'uptime_check',
  details: 'The uptime check runs, and no alert of it tells anybody that the target is down.',
  business_impact: 'The outage is recorded and not reported: customers are the first to tell.',
  technical_details:
    'The check is `enabled`, and among its alerts is none of type `down` or `down_global` that has an e-mail address or a Slack channel. Alerts on latency and on the certificate do not count: a target that does not answer has neither.',
  mitigation: {
    panel: [
      'Open Monitoring, Uptime, and the check.',
      'Choose Create Alert, the type Downtime, a period of a few minutes, and an address or Slack channel that is read at night.',
    ],
    doctl:
      'doctl monitoring uptime alert create <check-id> --name down --type down --comparison less_than --threshold 1 --period 3m --emails ops@example.com',
    terraform:
      'resource "digitalocean_uptime_alert" "down" {\n  name     = "down"\n  check_id = digitalocean_uptime_check.www.id\n  type     = "down"\n  period   = "3m"\n  notifications {\n    email = ["ops@example.com"]\n  }\n}',
    api: 'POST /v2/uptime/checks/{check_id}/alerts {"name": "down", "type": "down", "period": "3m", "notifications": {"email": ["ops@example.com"], "slack": []}}',
  },
  controls: { iso_27001: ['A.8.16'], soc_2: ['CC7.2'], nist_csf: ['DE.CM-01'] },
  check({ enabled, target, alerts }) {
    const outages = alerts.filter(({ type }) => OUTAGE.includes(type))
    if (!enabled || outages.some(({ notifications }) => tellsSomebody(notifications))) return undefined
    const evidence =
      outages.length === 0
        ? `The check of ${target} has no alert for an outage.`
        : `No alert for an outage of ${target} has a recipient.`
    return { evidence }
  },
  examples: {
    flagged: [
      { uptime_check: [{ alerts: [] }] },
      { uptime_check: [{ alerts: [{ type: 'latency' }, { type: 'ssl_expiry' }] }] },
      { uptime_check: [{ alerts: [{ type: 'down', notifications: NOBODY }] }] },
    ],
    passed: [
      { uptime_check: [{}] },
      { uptime_check: [{ alerts: [{ type: 'down_global' }] }] },
      {
        uptime_check: [
          { alerts: [{ type: 'down', notifications: { email: [], slack: [{ channel: 'ops' }] } }] },
        ],
      },
      { uptime_check: [{ enabled: false, alerts: [] }] },
    ],
  },
})
