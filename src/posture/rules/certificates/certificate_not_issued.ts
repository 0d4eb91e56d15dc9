import { rule } from '../../rule.ts'
import { dayOf } from '../days.ts'
import { namesOf } from './certificate.ts'

const PENDING_DAYS = 1

export const certificateNotIssued = rule({
  id: 'certificate-not-issued',
  name: 'Certificate Could Not Be Issued',
  severity: 'MEDIUM',
  kind: 'standard',
  resource: 'certificate',
  details:
    'A certificate was asked for and has not come: its issuance failed, or has been pending for a day.',
  business_impact:
    'The names that wait for the certificate are served without TLS, or by one that ends unnoticed. Often the cause is a domain that somebody else’s name servers answer for, which is worth knowing by itself.',
  technical_details:
    'The `state` of the certificate is `error`, or it is `pending` and its `created_at` is more than a day ago. An issuance takes minutes.',
  mitigation: {
    panel: [
      'Open Networking, Domains, and see that each of the certificate’s names lies in a domain there, to which the registrar has delegated.',
      'Correct CAA records that do not allow the certificate authority.',
      'Open Settings, Security, delete the certificate under Certificates, and create it again.',
    ],
    doctl:
      'doctl compute certificate delete <certificate-id>\ndoctl compute certificate create --type lets_encrypt --name <name> --dns-names <names>',
    terraform:
      'resource "digitalocean_certificate" "…" {\n  name    = "<name>"\n  type    = "lets_encrypt"\n  domains = ["www.example.com"]\n}',
    api: 'DELETE /v2/certificates/{certificate_id}, then POST /v2/certificates {"name": "<name>", "type": "lets_encrypt", "dns_names": [<names>]}',
  },
  controls: { iso_27001: ['A.8.24'], soc_2: ['CC6.7'], nist_csf: ['PR.DS-02'] },
  check(certificate, world) {
    const { state, created_at, message } = certificate
    const isOverdue = state === 'pending' && world.daysSince(created_at) > PENDING_DAYS
    if (state !== 'error' && !isOverdue) return undefined
    const issuance = `Its issuance for ${namesOf(certificate).join(', ') || 'no name'}`
    if (isOverdue) return { evidence: `${issuance} has been pending since ${dayOf(created_at)}.` }
    return { evidence: `${issuance} failed${message ? `: ${message.replace(/\.$/, '')}` : ''}.` }
  },
  examples: {
    flagged: [
      { certificate: [{ state: 'error', not_after: '0001-01-01T00:00:00Z' }] },
      { certificate: [{ state: 'error', message: 'The name server of example.com is another.' }] },
      { certificate: [{ state: 'pending', created_at: '2025-12-30T23:59:59Z' }] },
    ],
    passed: [
      { certificate: [{ state: 'pending', created_at: '2025-12-31T00:00:00Z' }] },
      { certificate: [{ state: 'verified', created_at: '2025-12-01T00:00:00Z' }] },
    ],
  },
})
