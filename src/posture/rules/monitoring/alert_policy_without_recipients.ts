import { rule } from '../../rule.ts'
import { NOBODY, tellsSomebody } from './recipients.ts'

export const alertPolicyWithoutRecipients = rule({
  id: 'alert-policy-without-recipients',
  name: 'Alert Policy That Tells Nobody',
  severity: 'MEDIUM',
  kind: 'standard',
  resource: 'alert_policy',
  details: 'The alert policy is on, and has neither an e-mail address nor a Slack channel to tell.',
  business_impact:
    'It fires, and nobody hears it: the outage or the intrusion that it sees goes on until somebody looks by chance.',
  technical_details: 'The policy is `enabled`, and `alerts.email` and `alerts.slack` are both empty.',
  mitigation: {
    panel: [
      'Open Monitoring, Resource Alerts, and edit the policy.',
      'Add an address or a Slack channel that somebody reads at night, and save.',
    ],
    doctl:
      'doctl monitoring alert update <alert-policy-uuid> --emails ops@example.com --type <type> --description <description> --compare GreaterThan --value <value> --window <window> --entities <ids>',
    terraform:
      'resource "digitalocean_monitor_alert" "…" {\n  alerts {\n    email = ["ops@example.com"]\n  }\n}',
    api: 'PUT /v2/monitoring/alerts/{alert_uuid} with "alerts": {"email": ["ops@example.com"], "slack": []} and all else as it is',
  },
  controls: { iso_27001: ['A.8.16'], soc_2: ['CC7.2'], nist_csf: ['DE.CM-09'] },
  check: ({ enabled, alerts, type }) =>
    enabled && !tellsSomebody(alerts)
      ? { evidence: `The policy on ${type} has no e-mail address and no Slack channel.` }
      : undefined,
  examples: {
    flagged: [{ alert_policy: [{ alerts: NOBODY }] }, { alert_policy: [{ alerts: { email: null } }] }],
    passed: [
      { alert_policy: [{}] },
      { alert_policy: [{ alerts: { email: [], slack: [{ channel: 'ops' }] } }] },
      { alert_policy: [{ enabled: false, alerts: NOBODY }] },
    ],
  },
})
