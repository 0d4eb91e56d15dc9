import { rule } from '../../rule.ts'
import { domainOf, hasEnded, isIssued, namesOf } from './certificate.ts'

export const certificateDomainGone = rule({
  id: 'certificate-domain-gone',
  name: 'Certificate Without a Domain to Renew It',
  severity: 'MEDIUM',
  kind: 'standard',
  resource: 'certificate',
  needs: ['domain'],
  details:
    'A name of a certificate that is renewed automatically lies in no domain of the account any more, so that its next renewal fails.',
  business_impact:
    'Nothing is seen until the certificate ends; then everything that it serves is refused by browsers and API clients. If the domain has passed to somebody else, the account still holds a key that proves its identity.',
  technical_details:
    'The `type` is `lets_encrypt`, the certificate has not ended, and for one of its `dns_names`, without `*.`, neither the name nor any name above it is a domain of the account. Issuance and renewal prove control with a DNS record, which needs the domain.',
  mitigation: {
    panel: [
      'Open Networking, Domains, and add the domain again, or have its registrar delegate to the account’s name servers.',
      'If the name is served no more, create a certificate without it, choose that where this one is in use, and delete this one.',
      'If its DNS stays elsewhere, have a certificate issued there and upload it as a custom certificate.',
    ],
    doctl: 'doctl compute domain create <domain>',
    terraform: 'resource "digitalocean_domain" "…" {\n  name = "example.com"\n}',
    api: 'POST /v2/domains {"name": "<domain>"}',
  },
  controls: { iso_27001: ['A.8.24'], soc_2: ['CC6.7'], nist_csf: ['PR.DS-02'], pci_dss: ['4.2.1'] },
  check(certificate, world) {
    if (certificate.type !== 'lets_encrypt' || !isIssued(certificate)) return undefined
    if (hasEnded(world, certificate)) return undefined
    const lost = namesOf(certificate).find((name) => !domainOf(world, name.replace(/^\*\./, '')))
    return lost === undefined ? undefined : { evidence: `${lost} lies in no domain of the account.` }
  },
  examples: {
    flagged: [
      { certificate: [{}] },
      { certificate: [{ dns_names: ['www.example.com', '*.example.org'] }], domain: [{}] },
      { certificate: [{ dns_names: ['notexample.com'] }], domain: [{}] },
    ],
    passed: [
      { certificate: [{ dns_names: ['a.b.Example.com', '*.example.com'] }], domain: [{}] },
      { certificate: [{ type: 'custom' }] },
      { certificate: [{ state: 'error' }] },
    ],
  },
})
