import { rule } from '../../rule.ts'
import type { World } from '../../world.ts'
import { domainOf, hasEnded, isIssued, namesOf } from './certificate.ts'

/** Whether the wildcard stands for every name of a whole domain, and not only for those below one of its names. */
function isOfWholeDomain(world: World, name: string): boolean {
  if (!name.startsWith('*.')) return false
  const base = name.slice(2).toLowerCase()
  const [, ...above] = base.split('.')
  return above.length === 1 || (domainOf(world, base) === base && !domainOf(world, above.join('.')))
}

export const certificateWildcard = rule({
  id: 'certificate-wildcard',
  name: 'Certificate for Every Name of a Domain',
  severity: 'LOW',
  kind: 'standard',
  resource: 'certificate',
  needs: ['domain'],
  details: 'The certificate is valid for every direct subdomain of a domain.',
  business_impact:
    'Whoever obtains its private key can pose as any of these names, those of other teams and those yet to come included. Every service that shares it has to be trusted with all the others.',
  technical_details:
    'One of `dns_names` is `*.` with a domain of the account behind it that lies in no other domain of the account, or with a name of two labels. Wildcards further down, such as `*.apps.example.com`, are not counted: what they stand for is bounded.',
  mitigation: {
    panel: [
      'List the names that are served with the certificate.',
      'Open Settings, Security, and create a certificate for these names, or for a wildcard further down, under Certificates.',
      'Choose it wherever the wildcard certificate is in use, and delete that.',
    ],
    doctl:
      'doctl compute certificate create --type lets_encrypt --name <new-name> --dns-names www.example.com,api.example.com',
    terraform:
      'resource "digitalocean_certificate" "…" {\n  name    = "<new-name>"\n  type    = "lets_encrypt"\n  domains = ["www.example.com", "api.example.com"]\n}',
    api: 'POST /v2/certificates {"name": "<new-name>", "type": "lets_encrypt", "dns_names": ["www.example.com", "api.example.com"]}',
  },
  controls: { iso_27001: ['A.8.24'], soc_2: ['CC6.1'], nist_csf: ['PR.AA-05'] },
  check(certificate, world) {
    if (!isIssued(certificate) || hasEnded(world, certificate)) return undefined
    const wide = namesOf(certificate).find((name) => isOfWholeDomain(world, name))
    return wide === undefined ? undefined : { evidence: `It is valid for ${wide}.` }
  },
  examples: {
    flagged: [
      { certificate: [{ dns_names: ['example.com', '*.example.com'] }] },
      { certificate: [{ dns_names: ['*.Example.co.uk'] }], domain: [{ name: 'example.co.uk' }] },
    ],
    passed: [
      { certificate: [{ dns_names: ['example.com', 'www.example.com'] }] },
      { certificate: [{ dns_names: ['*.apps.example.com'] }], domain: [{}] },
      {
        certificate: [{ dns_names: ['*.apps.example.com'] }],
        domain: [{}, { name: 'apps.example.com' }],
      },
      { certificate: [{ dns_names: ['*.example.com'], not_after: '2025-12-01T00:00:00Z' }] },
    ],
  },
})
