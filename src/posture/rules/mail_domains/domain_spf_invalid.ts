import { rule } from '../../rule.ts'
import { mailDomain, spfRecords } from './mail_records.ts'

// A receiver gives up after so many, by RFC 7208.
const LOOKUPS_MAX = 10
const LOOKS_UP = /^[+?~-]?(include:|a$|a[:/]|mx$|mx[:/]|ptr$|ptr:|exists:)|^redirect=/

const lookupsIn = (spf: string): number =>
  spf
    .toLowerCase()
    .split(/\s+/)
    .filter((term) => LOOKS_UP.test(term)).length

const including = (count: number) =>
  mailDomain([
    'TXT',
    '@',
    `v=spf1 ${Array.from({ length: count }, (_, at) => `include:s${at}.example.org`).join(' ')} -all`,
  ])

export const domainSpfInvalid = rule({
  id: 'domain-spf-invalid',
  name: 'SPF Record Cannot Be Evaluated',
  severity: 'MEDIUM',
  kind: 'standard',
  resource: 'domain',
  details: 'The domain has several SPF records, or one that asks for more lookups than receivers make.',
  business_impact:
    'Receivers answer with a permanent error and treat the domain as if it had no SPF at all: forged mail is not stopped, and some refuse your own.',
  technical_details:
    'More than one TXT record at the domain’s own name begins with `v=spf1`, or the record has more than 10 terms that need a lookup (`include`, `a`, `mx`, `ptr`, `exists`, `redirect`). Lookups within what is included are not counted, as other domains are not read.',
  mitigation: {
    panel: [
      'Open Networking, Domains, and the domain.',
      'Join the SPF records to one that names every sender, and delete the others.',
      'Leave out senders that are not used any more, and put addresses in place of names that never change.',
    ],
    doctl:
      'doctl compute domain records list <domain>\ndoctl compute domain records delete <domain> <record-id>',
    terraform:
      'resource "digitalocean_record" "spf" {\n  domain = "example.com"\n  type   = "TXT"\n  name   = "@"\n  value  = "v=spf1 mx include:_spf.example.org -all"\n}',
    api: 'DELETE /v2/domains/{domain_name}/records/{domain_record_id}',
  },
  controls: { cis_v8: ['9.5'], iso_27001: ['A.5.14'] },
  check: (domain) => {
    const all = spfRecords(domain)
    if (all.length > 1) return { evidence: `It has ${all.length} SPF records.` }
    const lookups = lookupsIn(all[0] ?? '')
    if (lookups <= LOOKUPS_MAX) return undefined
    return { evidence: `Its SPF record asks for ${lookups} lookups; receivers make ${LOOKUPS_MAX}.` }
  },
  examples: {
    flagged: [
      { domain: [mailDomain(['TXT', '@', 'v=spf1 mx -all'], ['TXT', '@', 'v=spf1 a -all'])] },
      { domain: [including(11)] },
    ],
    passed: [
      { domain: [including(10)] },
      { domain: [mailDomain(['TXT', '@', 'v=spf1 mx -all'], ['TXT', 'news', 'v=spf1 a -all'])] },
      { domain: [{ records: [] }] },
    ],
  },
})
