import { rule } from '../../rule.ts'

export const uptimeCheckOverHttp = rule({
  id: 'uptime-check-over-http',
  name: 'Uptime Check Without TLS',
  severity: 'LOW',
  kind: 'standard',
  resource: 'uptime_check',
  details: 'The uptime check asks its target over plain HTTP.',
  business_impact:
    'It says that all is well while HTTPS, which customers use, is down or its certificate has ended. If the target has no HTTPS at all, everybody on the way reads and changes what it serves.',
  technical_details:
    'The check is `enabled`, its `type` is `http`, and its target does not begin with `https://`.',
  mitigation: {
    panel: [
      'Give the target a certificate if it has none.',
      'Open Monitoring, Uptime, and change the check’s target to the https:// URL.',
      'Add an alert for the expiry of the certificate.',
    ],
    doctl:
      // Its `update` switches the check off.
      'doctl monitoring uptime create <name> --target https://www.example.com --type https --regions us_east,eu_west\ndoctl monitoring uptime delete <check-id>',
    terraform:
      'resource "digitalocean_uptime_check" "…" {\n  type   = "https"\n  target = "https://www.example.com"\n}',
    api: 'PUT /v2/uptime/checks/{check_id} with "type": "https", "target": "https://www.example.com" and all else as it is',
  },
  controls: { cis_v8: ['3.10'], iso_27001: ['A.8.24'], soc_2: ['CC6.7'], nist_csf: ['PR.DS-02'] },
  check({ enabled, type, target }) {
    if (!enabled || type !== 'http' || target.toLowerCase().startsWith('https://')) return undefined
    return { evidence: `It asks ${target} over HTTP.` }
  },
  examples: {
    flagged: [
      { uptime_check: [{ type: 'http', target: 'http://www.example.com' }] },
      { uptime_check: [{ type: 'http', target: 'www.example.com' }] },
    ],
    passed: [
      { uptime_check: [{}] },
      { uptime_check: [{ type: 'http', target: 'https://www.example.com' }] },
      { uptime_check: [{ type: 'ping', target: '203.0.113.9' }] },
      { uptime_check: [{ type: 'http', target: 'http://www.example.com', enabled: false }] },
    ],
  },
})
