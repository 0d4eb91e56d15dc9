import { rule } from '../../rule.ts'
import { dmarcRecords, mailDomain } from './mail_records.ts'

const ENFORCED = ['quarantine', 'reject']

/** Its tags, by name. */
const tagsOf = (record: string): ReadonlyMap<string, string> =>
  new Map(
    record.split(';').map((part) => {
      const [name = '', value = ''] = part.split('=')
      return [name.trim().toLowerCase(), value.trim().toLowerCase()] as const
    }),
  )

function weaknessOf(records: string[]): string | undefined {
  const [only, second] = records
  if (only === undefined) return undefined
  if (second !== undefined) return `There are ${records.length} policies, so that receivers follow none`
  const tags = tagsOf(only)
  const policy = tags.get('p')
  if (policy === undefined) return 'It has no `p`, so that receivers ignore it'
  if (!ENFORCED.includes(policy)) return `Its policy is \`p=${policy.slice(0, 20)}\``
  const subdomains = tags.get('sp') ?? policy
  if (!ENFORCED.includes(subdomains)) return `Its policy for subdomains is \`sp=${subdomains.slice(0, 20)}\``
  const share = Number(tags.get('pct') ?? 100)
  return share < 100 ? `It is for ${share} % of the mail only` : undefined
}

const dmarc = (...texts: string[]) =>
  mailDomain(...texts.map((text) => ['TXT', '_dmarc', text] as [string, string, string]))

export const domainDmarcWeak = rule({
  id: 'domain-dmarc-weak',
  name: 'DMARC Policy Not Enforced',
  severity: 'LOW',
  kind: 'standard',
  resource: 'domain',
  details: 'The DMARC policy of the domain lets forged mail through, wholly or in part.',
  business_impact:
    'Reports tell you of mail that is forged in your name, and it is delivered all the same. A policy that was meant for the first weeks has stayed.',
  technical_details:
    'The TXT record at `_dmarc` that begins with `v=DMARC1` is there more than once, has no `p` or another than `quarantine` and `reject`, an `sp` other than those, or a `pct` below 100.',
  mitigation: {
    panel: [
      'Read the reports, and correct the senders of yours that fail.',
      'Open Networking, Domains, and the domain, and edit the TXT record at _dmarc: one record, with p=quarantine or p=reject.',
    ],
    doctl:
      'doctl compute domain records update <domain> --record-id <record-id> --record-type TXT --record-name _dmarc --record-data "v=DMARC1; p=reject; rua=mailto:dmarc@<domain>"',
    terraform:
      'resource "digitalocean_record" "dmarc" {\n  domain = "example.com"\n  type   = "TXT"\n  name   = "_dmarc"\n  value  = "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"\n}',
    api: 'PATCH /v2/domains/{domain_name}/records/{domain_record_id} {"type": "TXT", "data": "v=DMARC1; p=reject; rua=mailto:dmarc@<domain>"}',
  },
  controls: { cis_v8: ['9.5'], iso_27001: ['A.5.14'], pci_dss: ['5.4.1'] },
  check: (domain) => {
    const weakness = weaknessOf(dmarcRecords(domain))
    return weakness === undefined ? undefined : { evidence: `${weakness}.` }
  },
  examples: {
    flagged: [
      { domain: [dmarc('v=DMARC1; p=none; rua=mailto:a@example.com')] },
      { domain: [dmarc('v=DMARC1; p=reject; pct=99')] },
      { domain: [dmarc('v=DMARC1; p=reject; sp=none')] },
      { domain: [dmarc('v=DMARC1; p=reject', 'v=DMARC1; p=reject')] },
      { domain: [dmarc('v=DMARC1')] },
    ],
    passed: [
      { domain: [dmarc('v=DMARC1; p=reject; pct=100')] },
      { domain: [dmarc('v=DMARC1;p=Quarantine;')] },
      { domain: [mailDomain()] },
    ],
  },
})
