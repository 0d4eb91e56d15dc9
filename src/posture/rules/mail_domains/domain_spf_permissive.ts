import { isAnywhere, readRange } from '../../addresses.ts'
import { rule, type Severity } from '../../rule.ts'
import { mailDomain, spfRecords } from './mail_records.ts'

const termsOf = (spf: string): string[] => spf.toLowerCase().split(/\s+/).slice(1)

/** Whether the term lets the whole internet send. */
const letsEverybody = (term: string): boolean => {
  if (term === 'all' || term === '+all') return true
  const range = readRange(/^\+?ip[46]:(.+)$/.exec(term)?.[1] ?? '')
  return range !== undefined && isAnywhere(range)
}

function weaknessOf(spf: string): { what: string; severity: Severity } | undefined {
  const terms = termsOf(spf)
  const open = terms.find(letsEverybody)
  if (open !== undefined) return { what: `\`${open}\` lets everybody send`, severity: 'HIGH' }
  if (terms.includes('?all')) return { what: '`?all` forbids nobody to send', severity: 'MEDIUM' }
  const ends = terms.some((term) => /^[-~]all$/.test(term) || term.startsWith('redirect='))
  return ends
    ? undefined
    : { what: 'without an `all` at its end it forbids nobody to send', severity: 'MEDIUM' }
}

const spf = (text: string) => mailDomain(['TXT', '@', text])

export const domainSpfPermissive = rule({
  id: 'domain-spf-permissive',
  name: 'SPF Record Allows Every Sender',
  severity: 'HIGH',
  kind: 'standard',
  resource: 'domain',
  details:
    'The SPF record of the domain lets any server send its mail, or does not say that others must not.',
  business_impact:
    'Forged mail with your domain as its sender passes the check that should stop it, and with `+all` even counts as authenticated: phishing in your name reaches customers and colleagues.',
  technical_details:
    'The only TXT record with `v=spf1` holds `all`, `+all`, or an `ip4:` or `ip6:` range that is the internet (HIGH), or `?all`, or neither an `all` nor a `redirect=` (MEDIUM). `~all` and `-all` pass. Several SPF records have a rule of their own.',
  mitigation: {
    panel: [
      'List all that sends mail for the domain, and see that the record includes each.',
      'Open Networking, Domains, and the domain, and edit the TXT record so that it ends in ~all.',
      'Change ~all to -all when the DMARC reports show no sender of yours that fails.',
    ],
    doctl:
      'doctl compute domain records update <domain> --record-id <record-id> --record-type TXT --record-name @ --record-data "v=spf1 include:<provider> ~all"',
    terraform:
      'resource "digitalocean_record" "spf" {\n  domain = "example.com"\n  type   = "TXT"\n  name   = "@"\n  value  = "v=spf1 mx ~all"\n}',
    api: 'PATCH /v2/domains/{domain_name}/records/{domain_record_id} {"type": "TXT", "data": "v=spf1 mx ~all"}',
  },
  controls: { cis_v8: ['9.5'], iso_27001: ['A.5.14'], pci_dss: ['5.4.1'] },
  check: (domain) => {
    const [only, second] = spfRecords(domain)
    const weakness = only !== undefined && second === undefined ? weaknessOf(only) : undefined
    if (!weakness) return undefined
    return { evidence: `In the SPF record, ${weakness.what}.`, severity: weakness.severity }
  },
  examples: {
    flagged: [
      { domain: [spf('v=spf1 mx +all')] },
      { domain: [spf('v=spf1 include:example.org ?all')] },
      { domain: [spf('v=spf1 ip4:0.0.0.0/0 -all')] },
      { domain: [spf('v=spf1 mx')] },
      { domain: [spf('V=SPF1 MX ALL')] },
    ],
    passed: [
      { domain: [spf('v=spf1 mx -all')] },
      { domain: [spf('v=spf1 ip4:198.51.100.0/24 ~all')] },
      { domain: [spf('v=spf1 redirect=_spf.example.org')] },
      { domain: [mailDomain()] },
    ],
  },
})
