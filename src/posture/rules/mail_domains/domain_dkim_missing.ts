import { rule } from '../../rule.ts'
import { nameOf } from '../host_names.ts'
import { mailDomain, takesMail } from './mail_records.ts'

export const domainDkimMissing = rule({
  id: 'domain-dkim-missing',
  name: 'No DKIM Key',
  severity: 'LOW',
  kind: 'standard',
  resource: 'domain',
  details: 'The domain is used for mail, and publishes no key by which its signature could be checked.',
  business_impact:
    'Receivers cannot tell whether a mail was changed on its way or comes from you; forwarded mail fails every check, and large providers put unsigned mail aside.',
  technical_details:
    'The domain has an MX record at its own name, and no record of any type whose name is or ends in `_domainkey`.',
  mitigation: {
    panel: [
      'Enable DKIM at the mail provider, which then shows a selector and a key.',
      'Open Networking, Domains, and the domain, and create the TXT or CNAME record that the provider shows.',
    ],
    doctl:
      'doctl compute domain records create <domain> --record-type TXT --record-name <selector>._domainkey --record-data "v=DKIM1; k=rsa; p=<public-key>"',
    terraform:
      'resource "digitalocean_record" "dkim" {\n  domain = "example.com"\n  type   = "TXT"\n  name   = "s1._domainkey"\n  value  = "v=DKIM1; k=rsa; p=…"\n}',
    api: 'POST /v2/domains/{domain_name}/records {"type": "TXT", "name": "<selector>._domainkey", "data": "v=DKIM1; k=rsa; p=<public-key>"}',
  },
  controls: { iso_27001: ['A.5.14'], pci_dss: ['5.4.1'] },
  check: (domain) => {
    const keyed = domain.records.some((it) => nameOf(domain, it).split('.').includes('_domainkey'))
    if (keyed || !takesMail(domain)) return undefined
    return { evidence: 'It has an MX record and no record under `_domainkey`.' }
  },
  examples: {
    flagged: [{ domain: [mailDomain()] }, { domain: [mailDomain(['TXT', 'domainkey', 'v=DKIM1; p=x'])] }],
    passed: [
      { domain: [mailDomain(['TXT', 's1._domainkey', 'v=DKIM1; p=x'])] },
      { domain: [mailDomain(['CNAME', 'k1._domainkey', 'dkim.example.org.'])] },
      { domain: [mailDomain(['NS', '_domainkey', 'ns.example.org.'])] },
      { domain: [{}] },
    ],
  },
})
