import type { Certificate } from '../../facts/access.ts'
import { rule } from '../../rule.ts'
import { dayOf, inDays } from '../days.ts'
import { daysLeft, isIssued, userOf } from './certificate.ts'

// Renewal begins with a third of the life left, and with half of a short one: with a fifth left it has failed for days.
const OVERDUE_SHARE = 1 / 5
const OVERDUE_MOST_DAYS = 10
const URGENT_DAYS = 3
const DAY_MS = 86_400_000

/** With fewer days left than this, something keeps it from being renewed. */
function overdueDays({ not_before, created_at, not_after }: Certificate): number {
  const life_days = (Date.parse(not_after) - Date.parse(not_before ?? created_at)) / DAY_MS
  return Math.min(life_days * OVERDUE_SHARE, OVERDUE_MOST_DAYS)
}

const quarter = (not_after: string) => ({ created_at: '2025-10-10T00:00:00Z', not_after })

export const certificateNotRenewed = rule({
  id: 'certificate-not-renewed',
  name: 'Issued Certificate Not Renewed in Time',
  severity: 'MEDIUM',
  kind: 'standard',
  resource: 'certificate',
  needs: ['load_balancer', 'cdn_endpoint'],
  details:
    'A certificate that is renewed automatically is so close to its end that it should have been renewed long ago.',
  business_impact:
    'Something keeps the certificate from being renewed, and nobody looks at it because renewal is automatic. When it ends, browsers and API clients refuse to connect.',
  technical_details:
    'The `type` is `lets_encrypt`, the state `verified`, a load balancer or CDN endpoint refers to it, and what is left until `not_after` is less than a fifth of the certificate’s life, or less than 10 days where a fifth is more. Renewal begins with a third of it left. The life is counted from `not_before` where the inventory has it, else from `created_at`. With 3 days or less it is HIGH.',
  mitigation: {
    panel: [
      'Open Networking, Domains, and see that each of the certificate’s names lies in a domain there.',
      'Ask a public resolver for the domain’s NS records, and see that they are those of the account’s name servers.',
      'Look for CAA records that do not allow the certificate authority, and correct them.',
      'Where renewal still fails, create a certificate with a new name for the same names, and choose it wherever the old one is in use.',
    ],
    doctl:
      'doctl compute domain records list <domain> --format Type,Name,Data\ndoctl compute certificate create --type lets_encrypt --name <new-name> --dns-names <names>',
    terraform:
      'resource "digitalocean_record" "caa" {\n  domain = "example.com"\n  type   = "CAA"\n  name   = "@"\n  flags  = 0\n  tag    = "issue"\n  value  = "letsencrypt.org."\n}',
    api: 'POST /v2/certificates {"name": "<new-name>", "type": "lets_encrypt", "dns_names": [<names>]}',
  },
  controls: {
    cis_v8: ['3.10'],
    iso_27001: ['A.8.24'],
    soc_2: ['CC6.7'],
    nist_csf: ['PR.DS-02'],
    pci_dss: ['4.2.1'],
  },
  check(certificate, world) {
    if (certificate.type !== 'lets_encrypt' || !isIssued(certificate)) return undefined
    const days = daysLeft(world, certificate)
    if (days <= 0 || days >= overdueDays(certificate)) return undefined
    const user = userOf(world, certificate)
    if (!user) return undefined
    const evidence = `It ends on ${dayOf(certificate.not_after)}, in ${inDays(days)}, has not been renewed, and ${user} uses it.`
    return days <= URGENT_DAYS ? { evidence, severity: 'HIGH' } : { evidence }
  },
  examples: {
    flagged: [
      { certificate: [quarter('2026-01-10T00:00:00Z')], load_balancer: [{}] },
      {
        certificate: [{ not_before: '2025-12-26T00:00:00Z', not_after: '2026-01-02T00:00:00Z' }],
        cdn_endpoint: [{}],
      },
    ],
    passed: [
      { certificate: [quarter('2026-01-11T00:00:00Z')], load_balancer: [{}] },
      { certificate: [quarter('2026-01-10T00:00:00Z')] },
      {
        certificate: [{ not_before: '2025-12-28T00:00:00Z', not_after: '2026-01-04T00:00:00Z' }],
        load_balancer: [{}],
      },
      { certificate: [{ ...quarter('2026-01-10T00:00:00Z'), type: 'custom' }], load_balancer: [{}] },
    ],
  },
})
