import { rule } from '../../rule.ts'
import { mailDomain, spfRecords, takesMail } from './mail_records.ts'

export const domainSpfMissing = rule({
  id: 'domain-spf-missing',
  name: 'No SPF Record',
  severity: 'MEDIUM',
  kind: 'standard',
  resource: 'domain',
  details: 'The domain is used for mail, and does not say which servers send it.',
  business_impact:
    'Anybody can send mail with your domain as its sender, and receivers have no means to tell it from yours: invoices and password mails are forged, and your own are more often taken for spam.',
  technical_details:
    'The domain has an MX record at its own name, and no TXT record there that begins with `v=spf1`. A null MX record does not count as mail.',
  mitigation: {
    panel: [
      'List all that sends mail for the domain: the mail provider, newsletters, applications.',
      'Open Networking, Domains, and the domain, and create a TXT record at @ that includes them and ends in -all.',
    ],
    doctl:
      'doctl compute domain records create <domain> --record-type TXT --record-name @ --record-data "v=spf1 include:<provider> -all"',
    terraform:
      'resource "digitalocean_record" "spf" {\n  domain = "example.com"\n  type   = "TXT"\n  name   = "@"\n  value  = "v=spf1 mx -all"\n}',
    api: 'POST /v2/domains/{domain_name}/records {"type": "TXT", "name": "@", "data": "v=spf1 mx -all"}',
  },
  controls: { cis_v8: ['9.5'], iso_27001: ['A.5.14'], pci_dss: ['5.4.1'] },
  check: (domain) =>
    takesMail(domain) && spfRecords(domain).length === 0
      ? { evidence: 'It has an MX record and no TXT record with `v=spf1`.' }
      : undefined,
  examples: {
    flagged: [
      { domain: [mailDomain()] },
      { domain: [mailDomain(['TXT', 'news', 'v=spf1 -all'])] },
      { domain: [mailDomain(['TXT', '@', 'v=spf10 -all'])] },
    ],
    passed: [
      { domain: [mailDomain(['TXT', '@', 'v=spf1 mx -all'])] },
      { domain: [mailDomain(['TXT', 'example.com.', '"v=spf1 mx" " -all"'])] },
      { domain: [{ records: [{ id: 1, type: 'MX', name: '@', data: '.', ttl: 1800 }] }] },
      { domain: [{}] },
    ],
  },
})
