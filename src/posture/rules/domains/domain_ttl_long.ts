import { rule } from '../../rule.ts'
import { listed, nameOf } from '../host_names.ts'

const DAY = 86_400
const LEADING = ['A', 'AAAA', 'CNAME', 'MX']

const lasting = (ttl: number, type = 'A') => ({
  records: [{ id: 1, type, name: 'www', data: '203.0.113.9', ttl }],
})

export const domainTtlLong = rule({
  id: 'domain-ttl-long',
  name: 'Record Kept for Longer Than a Day',
  severity: 'LOW',
  kind: 'standard',
  resource: 'domain',
  details: 'Resolvers may keep a record of the domain for longer than a day.',
  business_impact:
    'When an address has to change, because a server was lost or taken over, a part of the visitors and of the mail keeps going to the old one for days, and nothing speeds that up.',
  technical_details: 'An A, AAAA, CNAME or MX record has a `ttl` of more than 86,400 seconds.',
  mitigation: {
    panel: [
      'Open Networking, Domains, and the domain.',
      'Edit the records that are named, and set a TTL of an hour to a day.',
    ],
    doctl:
      'doctl compute domain records update <domain> --record-id <record-id> --record-type <type> --record-name <name> --record-data <data> --record-ttl 3600',
    terraform: 'resource "digitalocean_record" "…" {\n  ttl = 3600\n}',
    api: 'PATCH /v2/domains/{domain_name}/records/{domain_record_id} {"type": "<type>", "ttl": 3600}',
  },
  controls: { iso_27001: ['A.5.30'], soc_2: ['A1.2'] },
  check: (domain) => {
    const lazy = domain.records.filter(({ type, ttl }) => LEADING.includes(type) && ttl > DAY)
    if (lazy.length === 0) return undefined
    const shown = lazy.map((it) => `${it.type} ${nameOf(domain, it)} (${it.ttl} seconds)`)
    return { evidence: `These may be kept for longer than a day: ${listed(shown)}.` }
  },
  examples: {
    flagged: [{ domain: [lasting(DAY + 1)] }, { domain: [lasting(604_800, 'MX')] }],
    passed: [{ domain: [lasting(DAY)] }, { domain: [lasting(604_800, 'NS')] }, { domain: [{ records: [] }] }],
  },
})
