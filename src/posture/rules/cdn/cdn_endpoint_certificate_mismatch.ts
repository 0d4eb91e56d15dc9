import { rule } from '../../rule.ts'
import { isCovered, listed } from '../host_names.ts'
import { certificateOf } from './edge.ts'

export const cdnEndpointCertificateMismatch = rule({
  id: 'cdn-endpoint-certificate-mismatch',
  name: 'CDN Certificate for Another Name',
  severity: 'MEDIUM',
  kind: 'standard',
  resource: 'cdn_endpoint',
  needs: ['certificate'],
  details: 'The certificate of the CDN endpoint is not for its custom domain.',
  business_impact:
    'Browsers refuse the domain: pictures and scripts of your pages stay away, and visitors see a warning that looks like an attack.',
  technical_details:
    'The `custom_domain` is in none of the `dns_names` of the certificate that `certificate_id` names; a wildcard stands for one label. A certificate that does not exist has a rule of its own.',
  mitigation: {
    panel: [
      'Open Settings, Security, Certificates, and create a certificate for the custom domain.',
      'Open Spaces Object Storage, the bucket of the endpoint, choose Settings, CDN, and that certificate.',
    ],
    doctl:
      'doctl compute certificate create --type lets_encrypt --name <name> --dns-names <custom-domain>\ndoctl compute cdn update <cdn-id> --domain <custom-domain> --certificate-id <certificate-id>',
    terraform:
      'resource "digitalocean_certificate" "static" {\n  name    = "static"\n  type    = "lets_encrypt"\n  domains = ["static.example.com"]\n}',
    api: 'PUT /v2/cdn/endpoints/{cdn_id} {"custom_domain": "<custom-domain>", "certificate_id": "<certificate-id>"}',
  },
  controls: { cis_v8: ['3.10'], iso_27001: ['A.8.24'], nist_csf: ['PR.DS-02'] },
  check: (endpoint, world) => {
    const { custom_domain } = endpoint
    const certificate = certificateOf(world, endpoint)
    if (!custom_domain || !certificate || isCovered(custom_domain, certificate.dns_names)) return undefined
    return {
      evidence: `The certificate ${certificate.name} is for ${listed(certificate.dns_names) || 'no name'}, not for ${custom_domain}.`,
    }
  },
  examples: {
    flagged: [
      { cdn_endpoint: [{}], certificate: [{ dns_names: ['www.example.com'] }] },
      {
        cdn_endpoint: [{ custom_domain: 'a.static.example.com' }],
        certificate: [{ dns_names: ['*.example.com'] }],
      },
    ],
    passed: [
      { cdn_endpoint: [{}], certificate: [{ dns_names: ['Static.example.com'] }] },
      { cdn_endpoint: [{}], certificate: [{ dns_names: ['*.example.com'] }] },
      { cdn_endpoint: [{}], certificate: [] },
      { cdn_endpoint: [{ custom_domain: '' }], certificate: [{}] },
    ],
  },
})
