import { rule } from '../../rule.ts'
import { certificateOf, hasEdgeCertificate } from './edge.ts'

export const cdnEndpointCertificateMissing = rule({
  id: 'cdn-endpoint-certificate-missing',
  name: 'CDN Custom Domain Without a Certificate',
  severity: 'MEDIUM',
  kind: 'standard',
  resource: 'cdn_endpoint',
  needs: ['certificate'],
  details: 'The CDN endpoint has a domain of its own, and no certificate that exists.',
  business_impact:
    'By HTTPS the domain shows a warning or nothing at all, so pages load their scripts and pictures in clear or not at all. What is loaded in clear can be changed on the way, scripts included.',
  technical_details:
    'The `custom_domain` is set, and `certificate_id` is absent or is no certificate of the account. A certificate that was never issued has a rule of its own. `needs-cloudflare-cert`, with which the edge issues a certificate by itself, counts as one.',
  mitigation: {
    panel: [
      'Open Spaces Object Storage, the bucket of the endpoint, and choose Settings, CDN.',
      'Choose Change beside the custom subdomain, and a certificate for that name, or have a Let’s Encrypt one issued.',
    ],
    doctl: 'doctl compute cdn update <cdn-id> --domain <custom-domain> --certificate-id <certificate-id>',
    terraform:
      'resource "digitalocean_cdn" "…" {\n  custom_domain    = "static.example.com"\n  certificate_name = digitalocean_certificate.static.name\n}',
    api: 'PUT /v2/cdn/endpoints/{cdn_id} {"custom_domain": "<custom-domain>", "certificate_id": "<certificate-id>"}',
  },
  controls: { cis_v8: ['3.10'], iso_27001: ['A.8.24'], soc_2: ['CC6.7'], nist_csf: ['PR.DS-02'] },
  check: (endpoint, world) => {
    const { custom_domain, certificate_id } = endpoint
    if (!custom_domain || hasEdgeCertificate(endpoint)) return undefined
    if (certificateOf(world, endpoint)) return undefined
    return {
      evidence: certificate_id
        ? `The certificate of ${custom_domain}, ${certificate_id}, is none of the account.`
        : `${custom_domain} has no certificate.`,
    }
  },
  examples: {
    flagged: [
      { cdn_endpoint: [{ certificate_id: '' }], certificate: [{}] },
      { cdn_endpoint: [{}], certificate: [] },
      { cdn_endpoint: [{}], certificate: [{ id: 'd2' }] },
    ],
    passed: [
      { cdn_endpoint: [{}], certificate: [{}] },
      { cdn_endpoint: [{ certificate_id: 'needs-cloudflare-cert' }], certificate: [] },
      { cdn_endpoint: [{ custom_domain: '', certificate_id: '' }], certificate: [] },
    ],
  },
})
