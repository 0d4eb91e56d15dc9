import { rule } from '../../rule.ts'
import { dmarcRecords, hasDmarcElsewhere, mailDomain, takesMail } from './mail_records.ts'

export const domainDmarcMissing = rule({
  id: 'domain-dmarc-missing',
  name: 'No DMARC Policy',
  severity: 'MEDIUM',
  kind: 'standard',
  resource: 'domain',
  details: 'The domain is used for mail, and does not tell receivers what to do with mail that is forged.',
  business_impact:
    'SPF and DKIM alone do not protect the sender that people see. Forged mail in your name is delivered, and nobody reports it to you.',
  technical_details:
    'The domain has an MX record at its own name, and at `_dmarc` neither a TXT record that begins with `v=DMARC1` nor a CNAME or NS record that leads to one elsewhere.',
  mitigation: {
    panel: [
      'Open Networking, Domains, and the domain, and create a TXT record at _dmarc with p=none and an address for reports.',
      'Read the reports for some weeks, and correct the senders of yours that fail.',
      'Change the policy to quarantine, and then to reject.',
    ],
    doctl:
      'doctl compute domain records create <domain> --record-type TXT --record-name _dmarc --record-data "v=DMARC1; p=none; rua=mailto:dmarc@<domain>"',
    terraform:
      'resource "digitalocean_record" "dmarc" {\n  domain = "example.com"\n  type   = "TXT"\n  name   = "_dmarc"\n  value  = "v=DMARC1; p=none; rua=mailto:dmarc@example.com"\n}',
    api: 'POST /v2/domains/{domain_name}/records {"type": "TXT", "name": "_dmarc", "data": "v=DMARC1; p=none; rua=mailto:dmarc@<domain>"}',
  },
  controls: { cis_v8: ['9.5'], iso_27001: ['A.5.14'], pci_dss: ['5.4.1'] },
  check: (domain) => {
    if (!takesMail(domain) || dmarcRecords(domain).length > 0 || hasDmarcElsewhere(domain)) return undefined
    return { evidence: 'It has an MX record and no DMARC policy at `_dmarc`.' }
  },
  examples: {
    flagged: [
      { domain: [mailDomain()] },
      { domain: [mailDomain(['TXT', '@', 'v=DMARC1; p=reject'])] },
      { domain: [mailDomain(['TXT', '_dmarc', 'v=DMARC10'])] },
    ],
    passed: [
      { domain: [mailDomain(['TXT', '_dmarc', 'v=DMARC1; p=none'])] },
      { domain: [mailDomain(['TXT', '_dmarc.example.com', '"v=DMARC1;p=reject"'])] },
      { domain: [mailDomain(['CNAME', '_dmarc', 'policy.example.org.'])] },
      { domain: [{}] },
    ],
  },
})
