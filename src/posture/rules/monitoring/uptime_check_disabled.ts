import { rule } from '../../rule.ts'

export const uptimeCheckDisabled = rule({
  id: 'uptime-check-disabled',
  name: 'Uptime Check Disabled',
  severity: 'LOW',
  kind: 'standard',
  resource: 'uptime_check',
  details: 'The uptime check exists and is switched off.',
  business_impact:
    'Somebody silenced it, perhaps for a maintenance, and everybody believes that an outage of its target would be noticed.',
  technical_details: 'The `enabled` of the uptime check is false.',
  mitigation: {
    panel: [
      'Open Monitoring, Uptime, and the check.',
      'Switch it on, or delete it if its target is not coming back.',
    ],
    // Its `update` switches the check off.
    doctl:
      'doctl monitoring uptime create <name> --target <target> --type https --regions us_east,eu_west\ndoctl monitoring uptime delete <check-id>',
    terraform: 'resource "digitalocean_uptime_check" "…" {\n  enabled = true\n}',
    api: 'PUT /v2/uptime/checks/{check_id} with "enabled": true and all else as it is',
  },
  controls: { iso_27001: ['A.8.16'], soc_2: ['CC7.2'], nist_csf: ['DE.CM-01'] },
  check: ({ enabled, target }) => (enabled ? undefined : { evidence: `The check of ${target} is off.` }),
  examples: {
    flagged: [{ uptime_check: [{ enabled: false }] }, { uptime_check: [{ enabled: false, alerts: [] }] }],
    passed: [{ uptime_check: [{}] }, { uptime_check: [{ alerts: [] }] }],
  },
})
