import { rule } from '../../rule.ts'
import { dayOf } from '../days.ts'
import { hasEnded, isIssued, userOf } from './certificate.ts'

const ENDED = { not_after: '2025-12-31T12:00:00Z' }

export const certificateExpired = rule({
  id: 'certificate-expired',
  name: 'Certificate Expired',
  severity: 'HIGH',
  kind: 'standard',
  resource: 'certificate',
  needs: ['load_balancer', 'cdn_endpoint'],
  details: 'The certificate has ended.',
  business_impact:
    'Browsers stop at a warning and API clients refuse to connect, so what the certificate serves is down for everybody who verifies it. Users who are told to click through the warning are no longer protected from somebody in between.',
  technical_details:
    'The certificate is in state `verified` and its `not_after` is at or before the time of the scan. It is HIGH where a load balancer or a CDN endpoint refers to the certificate, and LOW where nothing does.',
  mitigation: {
    panel: [
      'Open Settings, Security, and add a new certificate for the same names under Certificates.',
      'Open the load balancer’s Settings, or the Settings of the Spaces bucket for a CDN endpoint, and choose the new certificate.',
      'Delete the old certificate once nothing refers to it.',
    ],
    doctl:
      'doctl compute certificate create --type lets_encrypt --name <new-name> --dns-names <names>\ndoctl compute cdn update <cdn-id> --domain <custom-domain> --certificate-id <new-certificate-id>',
    terraform:
      'resource "digitalocean_certificate" "…" {\n  name    = "<new-name>"\n  type    = "lets_encrypt"\n  domains = ["www.example.com"]\n\n  lifecycle {\n    create_before_destroy = true\n  }\n}',
    api: 'POST /v2/certificates {"name": "<new-name>", "type": "lets_encrypt", "dns_names": [<names>]}, then PUT /v2/load_balancers/{lb_id} or PUT /v2/cdn/endpoints/{cdn_id} with the new certificate_id',
  },
  controls: {
    cis_v8: ['3.10'],
    iso_27001: ['A.8.24'],
    soc_2: ['CC6.7'],
    nist_csf: ['PR.DS-02'],
    pci_dss: ['4.2.1'],
  },
  check(certificate, world) {
    if (!isIssued(certificate) || !hasEnded(world, certificate)) return undefined
    const user = userOf(world, certificate)
    const evidence = `It ended on ${dayOf(certificate.not_after)}, and ${user ?? 'nothing'} uses it.`
    return user ? { evidence } : { evidence, severity: 'LOW' }
  },
  examples: {
    flagged: [
      { certificate: [ENDED], load_balancer: [{}] },
      { certificate: [{ not_after: '2026-01-01T00:00:00Z' }], cdn_endpoint: [{}] },
      { certificate: [ENDED] },
    ],
    passed: [
      { certificate: [{ not_after: '2026-01-01T00:00:01Z' }], load_balancer: [{}] },
      { certificate: [{ state: 'pending', not_after: '0001-01-01T00:00:00Z' }] },
      { certificate: [{ state: 'error', not_after: '0001-01-01T00:00:00Z' }] },
    ],
  },
})
