import { rule } from '../../rule.ts'

export const uptimeCheckWithoutCertificateAlert = rule({
  id: 'uptime-check-without-certificate-alert',
  name: 'Uptime Check Without Certificate Alert',
  severity: 'LOW',
  kind: 'standard',
  resource: 'uptime_check',
  details:
    'The uptime check looks at an HTTPS target, and no alert of it tells that the certificate is about to end.',
  business_impact:
    'The certificate that is really presented, also one on a Droplet that no list shows, ends unnoticed, and browsers and API clients stop at that moment.',
  technical_details:
    'The check is `enabled`, its `type` is `https` or its target begins with `https://`, it has alerts, and none of these is of type `ssl_expiry`. A check without any alert has a rule of its own.',
  mitigation: {
    panel: [
      'Open Monitoring, Uptime, and the check.',
      'Choose Create Alert, the type SSL Cert Expiration, and 14 days or more.',
    ],
    doctl:
      'doctl monitoring uptime alert create <check-id> --name certificate --type ssl_expiry --comparison less_than --threshold 14 --period 1h --emails ops@example.com',
    terraform:
      'resource "digitalocean_uptime_alert" "certificate" {\n  name       = "certificate"\n  check_id   = digitalocean_uptime_check.www.id\n  type       = "ssl_expiry"\n  threshold  = 14\n  comparison = "less_than"\n  period     = "1h"\n  notifications {\n    email = ["ops@example.com"]\n  }\n}',
    api: 'POST /v2/uptime/checks/{check_id}/alerts {"name": "certificate", "type": "ssl_expiry", "threshold": 14, "comparison": "less_than", "period": "1h", "notifications": {"email": ["ops@example.com"], "slack": []}}',
  },
  controls: { iso_27001: ['A.8.16', 'A.8.24'], soc_2: ['CC7.2'], nist_csf: ['DE.CM-01'] },
  check({ enabled, type, target, alerts }) {
    const secure = type === 'https' || target.toLowerCase().startsWith('https://')
    if (!enabled || !secure || alerts.length === 0) return undefined
    if (alerts.some((alert) => alert.type === 'ssl_expiry')) return undefined
    return { evidence: `No alert tells when the certificate of ${target} is about to end.` }
  },
  examples: {
    flagged: [
      { uptime_check: [{ alerts: [{ type: 'down' }] }] },
      {
        uptime_check: [{ type: 'http', target: 'HTTPS://www.example.com', alerts: [{ type: 'latency' }] }],
      },
    ],
    passed: [
      { uptime_check: [{}] },
      { uptime_check: [{ alerts: [] }] },
      { uptime_check: [{ type: 'ping', target: '203.0.113.9', alerts: [{ type: 'down' }] }] },
      { uptime_check: [{ enabled: false, alerts: [{ type: 'down' }] }] },
    ],
  },
})
