import { rule } from '../../rule.ts'

export const alertPolicyDisabled = rule({
  id: 'alert-policy-disabled',
  name: 'Alert Policy Disabled',
  severity: 'LOW',
  kind: 'standard',
  resource: 'alert_policy',
  details: 'The alert policy exists and is switched off.',
  business_impact:
    'Somebody silenced it, perhaps for a maintenance, and everybody believes that what it watches is watched.',
  technical_details: 'The `enabled` of the alert policy is false.',
  mitigation: {
    panel: [
      'Open Monitoring, Resource Alerts, and switch the policy on.',
      'If it told too often, change its threshold or its window instead; if nobody needs it, delete it.',
    ],
    doctl:
      'doctl monitoring alert update <alert-policy-uuid> --enabled=true --type <type> --description <description> --compare GreaterThan --value <value> --window <window> --entities <ids> --emails <addresses>',
    terraform: 'resource "digitalocean_monitor_alert" "…" {\n  enabled = true\n}',
    api: 'PUT /v2/monitoring/alerts/{alert_uuid} with "enabled": true and all else as it is',
  },
  controls: { iso_27001: ['A.8.16'], soc_2: ['CC7.2'], nist_csf: ['DE.CM-09'] },
  check: ({ enabled, type, description }) =>
    enabled
      ? undefined
      : { evidence: `The policy ${description || 'without a description'} on ${type} is off.` },
  examples: {
    flagged: [
      { alert_policy: [{ enabled: false }] },
      { alert_policy: [{ enabled: false, description: '', type: 'v1/insights/lbaas/droplet_health' }] },
    ],
    passed: [{ alert_policy: [{}] }, { alert_policy: [{ entities: [], tags: ['production'] }] }],
  },
})
