import { rule } from '../../rule.ts'
import { dayOf } from '../days.ts'
import { hasEnded, isIssued } from './certificate.ts'

const LIFE_MOST_DAYS = 398
const DAY_MS = 86_400_000

const uploaded = (created_at: string, not_after: string) => ({ type: 'custom', created_at, not_after })

export const certificateLongLived = rule({
  id: 'certificate-long-lived',
  name: 'Certificate Valid for Over 398 Days',
  severity: 'LOW',
  kind: 'standard',
  resource: 'certificate',
  details:
    'An uploaded certificate is valid for more than 398 days, so its private key is not replaced for years.',
  business_impact:
    'Browsers refuse such certificates of public authorities, so only clients that skip the check, or that trust a private authority, can use it. A key that is kept for years is copied to places that nobody remembers, and a stolen one stays useful for as long.',
  technical_details:
    'The `type` is `custom`, and `not_after` is more than 398 days after `not_before` where the inventory has it, else after `created_at`, the upload, which is later: what is found is the least that it can be. 398 days is what the CA/Browser Forum has allowed since September 2020; since March 2026 it is 200.',
  mitigation: {
    panel: [
      'Have the names issued automatically if their DNS is in the account: open Settings, Security, and create a Let’s Encrypt certificate under Certificates.',
      'Otherwise have your authority issue one for a year or less with a new key, and upload it.',
      'Choose it where the old one is in use, and delete that.',
    ],
    doctl: 'doctl compute certificate create --type lets_encrypt --name <new-name> --dns-names <names>',
    terraform:
      'resource "digitalocean_certificate" "…" {\n  name    = "<new-name>"\n  type    = "lets_encrypt"\n  domains = ["www.example.com"]\n}',
    api: 'POST /v2/certificates {"name": "<new-name>", "type": "lets_encrypt", "dns_names": [<names>]}',
  },
  controls: { iso_27001: ['A.8.24'], nist_csf: ['PR.DS-02'] },
  check(certificate, world) {
    const { type, not_before, created_at, not_after } = certificate
    if (type !== 'custom' || !isIssued(certificate) || hasEnded(world, certificate)) return undefined
    const from = not_before ?? created_at
    const days = Math.floor((Date.parse(not_after) - Date.parse(from)) / DAY_MS)
    if (days <= LIFE_MOST_DAYS) return undefined
    return { evidence: `It lasts from ${dayOf(from)} or before to ${dayOf(not_after)}, ${days} days.` }
  },
  examples: {
    flagged: [
      { certificate: [uploaded('2025-01-01T00:00:00Z', '2026-02-04T00:00:00Z')] },
      { certificate: [uploaded('2025-06-01T00:00:00Z', '2040-05-28T00:00:00Z')] },
      {
        certificate: [
          { ...uploaded('2025-12-01T00:00:00Z', '2026-12-01T00:00:00Z'), not_before: '2025-01-01T00:00:00Z' },
        ],
      },
    ],
    passed: [
      { certificate: [uploaded('2025-01-01T00:00:00Z', '2026-02-03T00:00:00Z')] },
      { certificate: [{ created_at: '2024-01-01T00:00:00Z', not_after: '2026-03-01T00:00:00Z' }] },
      { certificate: [uploaded('2020-01-01T00:00:00Z', '2025-12-31T00:00:00Z')] },
    ],
  },
})
