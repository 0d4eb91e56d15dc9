import { rule } from '../../rule.ts'
import { dayOf } from '../days.ts'
import { hasEnded, isIssued, namesOf, userOf } from './certificate.ts'

const SETTLING_DAYS = 7

export const certificateUnused = rule({
  id: 'certificate-unused',
  name: 'Certificate Not in Use',
  severity: 'LOW',
  kind: 'standard',
  resource: 'certificate',
  needs: ['load_balancer', 'cdn_endpoint'],
  details: 'A valid certificate is kept for a week or longer, and no load balancer or CDN endpoint uses it.',
  business_impact:
    'Its private key goes on proving the identity of its names, though nothing needs it. An issued one is renewed for ever, an uploaded one is forgotten until somebody uses it after its end.',
  technical_details:
    'The certificate is in state `verified`, has not ended and was created more than 7 days ago; its id is in no forwarding rule and no domain of a load balancer, and in no CDN endpoint’s `certificate_id`.',
  mitigation: {
    panel: [
      'Open Settings, Security, and find the certificate under Certificates.',
      'Delete it, or choose it in the load balancer or CDN endpoint that it was made for.',
    ],
    doctl: 'doctl compute certificate delete <certificate-id>',
    terraform: '# remove the digitalocean_certificate resource that nothing refers to, and apply',
    api: 'DELETE /v2/certificates/{certificate_id}',
  },
  controls: { iso_27001: ['A.5.9', 'A.8.24'], nist_csf: ['ID.AM-08'], pci_dss: ['4.2.1.1'] },
  check(certificate, world) {
    if (!isIssued(certificate) || hasEnded(world, certificate)) return undefined
    if (world.daysSince(certificate.created_at) <= SETTLING_DAYS || userOf(world, certificate))
      return undefined
    const names = namesOf(certificate).join(', ')
    return {
      evidence: `It was made on ${dayOf(certificate.created_at)}${names && ` for ${names}`}, and no load balancer or CDN endpoint uses it.`,
    }
  },
  examples: {
    flagged: [
      { certificate: [{}] },
      {
        certificate: [{ dns_names: [''] }],
        load_balancer: [{ forwarding_rules: [], domains: [{ name: 'a.example', certificate_id: '' }] }],
        cdn_endpoint: [{ certificate_id: 'another' }],
      },
    ],
    passed: [
      { certificate: [{}], load_balancer: [{}] },
      { certificate: [{}], cdn_endpoint: [{}] },
      {
        certificate: [{ id: 'global' }],
        load_balancer: [{ forwarding_rules: [], domains: [{ name: 'a.example', certificate_id: 'global' }] }],
      },
      { certificate: [{ created_at: '2025-12-25T00:00:00Z' }] },
      { certificate: [{ not_after: '2025-12-31T00:00:00Z' }] },
    ],
  },
})
