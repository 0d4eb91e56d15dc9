import { rule } from '../../rule.ts'
import { listed, nameOf } from '../host_names.ts'

const LEADING = ['A', 'AAAA', 'CNAME']

const record = (type: string, name: string) => ({
  records: [{ id: 1, type, name, data: '203.0.113.9', ttl: 1800 }],
})

export const domainWildcard = rule({
  id: 'domain-wildcard',
  name: 'Wildcard Record',
  severity: 'LOW',
  kind: 'standard',
  resource: 'domain',
  details: 'A wildcard record answers for every name that the domain does not have.',
  business_impact:
    'Any invented subdomain looks real, which phishing mails use, and leads to a server that may answer for names it was never set up for. A subdomain that was forgotten is never noticed.',
  technical_details: 'An A, AAAA or CNAME record has the name `*` or one that begins with `*.`.',
  mitigation: {
    panel: [
      'List the names that are in use, from the logs of the server that the wildcard leads to.',
      'Open Networking, Domains, and the domain, create a record for each of them, and delete the wildcard.',
    ],
    doctl:
      'doctl compute domain records create <domain> --record-type A --record-name <name> --record-data <address>\ndoctl compute domain records delete <domain> <record-id>',
    terraform:
      'resource "digitalocean_record" "shop" {\n  domain = "example.com"\n  type   = "A"\n  name   = "shop"\n  value  = "203.0.113.9"\n}',
    api: 'DELETE /v2/domains/{domain_name}/records/{domain_record_id}',
  },
  controls: { cis_v8: ['4.1'], iso_27001: ['A.8.9'] },
  check: (domain) => {
    const wild = domain.records.filter(
      ({ type, name }) => LEADING.includes(type) && (name === '*' || name.startsWith('*.')),
    )
    if (wild.length === 0) return undefined
    const shown = wild.map((it) => `${it.type} ${nameOf(domain, it)} → ${it.data}`)
    return { evidence: `Every name is answered by ${listed(shown)}.` }
  },
  examples: {
    flagged: [{ domain: [record('A', '*')] }, { domain: [record('CNAME', '*.apps')] }],
    passed: [
      { domain: [record('A', 'www')] },
      { domain: [record('TXT', '*')] },
      { domain: [{ records: [] }] },
    ],
  },
})
