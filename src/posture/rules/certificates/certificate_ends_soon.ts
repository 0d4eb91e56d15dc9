import { rule } from '../../rule.ts'
import { dayOf, inDays } from '../days.ts'
import { daysLeft, isIssued, userOf } from './certificate.ts'

const SOON_DAYS = 30
const URGENT_DAYS = 7

const uploaded = (not_after: string) => ({ type: 'custom', not_after })

export const certificateEndsSoon = rule({
  id: 'certificate-ends-soon',
  name: 'Uploaded Certificate About to Expire',
  severity: 'MEDIUM',
  kind: 'standard',
  resource: 'certificate',
  needs: ['load_balancer', 'cdn_endpoint'],
  details:
    'A certificate that was uploaded, and is in use, ends within 30 days. Nobody renews it but its owner.',
  business_impact:
    'On the day it ends, browsers and API clients refuse to connect. An uploaded certificate cannot be replaced in place: a new one has to be bought or issued, uploaded under another name and put into each load balancer and CDN endpoint, which is slow in an emergency.',
  technical_details:
    'The `type` of the certificate is `custom`, its state is `verified`, a load balancer or CDN endpoint refers to it, and `not_after` is at most 30 days ahead. With 7 days or less it is HIGH. Certificates that have ended, and those that nothing uses, have rules of their own.',
  mitigation: {
    panel: [
      'Have your certificate authority issue the successor, with a new private key.',
      'Open Settings, Security, and upload it under Certificates with a new name.',
      'Choose it in the forwarding rules of the load balancer, or in the CDN settings of the Spaces bucket, and delete the old one.',
    ],
    doctl:
      'doctl compute certificate create --type custom --name <new-name> --leaf-certificate-path cert.pem --private-key-path key.pem --certificate-chain-path chain.pem',
    terraform:
      'resource "digitalocean_certificate" "…" {\n  name              = "<new-name>"\n  type              = "custom"\n  private_key       = file("key.pem")\n  leaf_certificate  = file("cert.pem")\n  certificate_chain = file("chain.pem")\n\n  lifecycle {\n    create_before_destroy = true\n  }\n}',
    api: 'POST /v2/certificates {"name": "<new-name>", "type": "custom", "private_key": …, "leaf_certificate": …, "certificate_chain": …}',
  },
  controls: {
    cis_v8: ['3.10'],
    iso_27001: ['A.8.24'],
    soc_2: ['CC6.7'],
    nist_csf: ['PR.DS-02'],
    pci_dss: ['4.2.1'],
  },
  check(certificate, world) {
    if (certificate.type !== 'custom' || !isIssued(certificate)) return undefined
    const days = daysLeft(world, certificate)
    if (days <= 0 || days > SOON_DAYS) return undefined
    const user = userOf(world, certificate)
    if (!user) return undefined
    const evidence = `It ends on ${dayOf(certificate.not_after)}, in ${inDays(days)}, and ${user} uses it.`
    return days <= URGENT_DAYS ? { evidence, severity: 'HIGH' } : { evidence }
  },
  examples: {
    flagged: [
      { certificate: [uploaded('2026-01-31T00:00:00Z')], load_balancer: [{}] },
      { certificate: [uploaded('2026-01-01T00:00:01Z')], cdn_endpoint: [{}] },
    ],
    passed: [
      { certificate: [uploaded('2026-01-31T00:00:01Z')], load_balancer: [{}] },
      { certificate: [uploaded('2026-01-01T00:00:00Z')], load_balancer: [{}] },
      { certificate: [uploaded('2026-01-05T00:00:00Z')] },
      { certificate: [{ not_after: '2026-01-05T00:00:00Z' }], load_balancer: [{}] },
    ],
  },
})
