import { rule } from '../../rule.ts'

const LEADING = ['A', 'AAAA', 'CNAME']
const WWW = { id: 1, type: 'A', name: 'www', data: '203.0.113.9', ttl: 1800 }
const CAA = { id: 2, type: 'CAA', name: '@', data: 'letsencrypt.org', ttl: 1800, flags: 0, tag: 'issue' }

export const domainCaaMissing = rule({
  id: 'domain-caa-missing',
  name: 'No CAA Record',
  severity: 'LOW',
  kind: 'standard',
  resource: 'domain',
  details: 'The domain does not say which authorities may issue certificates for its names.',
  business_impact:
    'Any of the hundred and more public authorities may issue one. A mistake or a trick at the weakest of them gives an attacker a valid certificate for your names.',
  technical_details:
    'The domain has an A, AAAA or CNAME record, and no CAA record with the tag `issue` or `issuewild` at any name.',
  mitigation: {
    panel: [
      'Find out which authorities issue your certificates; for those of DigitalOcean it is letsencrypt.org.',
      'Open Networking, Domains, and the domain, and create a CAA record for each with the tag issue.',
    ],
    doctl:
      'doctl compute domain records create <domain> --record-type CAA --record-name @ --record-data letsencrypt.org. --record-flags 0 --record-tag issue',
    terraform:
      'resource "digitalocean_record" "caa" {\n  domain = "example.com"\n  type   = "CAA"\n  name   = "@"\n  value  = "letsencrypt.org."\n  flags  = 0\n  tag    = "issue"\n}',
    api: 'POST /v2/domains/{domain_name}/records {"type": "CAA", "name": "@", "data": "letsencrypt.org.", "flags": 0, "tag": "issue"}',
  },
  controls: { iso_27001: ['A.8.24'], nist_csf: ['PR.DS-02'] },
  check: ({ records }) => {
    const leading = records.find(({ type }) => LEADING.includes(type))
    const names = records.some(({ type, tag }) => type === 'CAA' && tag?.startsWith('issue'))
    if (!leading || names) return undefined
    return { evidence: 'None of its records is a CAA record that names an authority.' }
  },
  examples: {
    flagged: [{ domain: [{ records: [WWW] }] }, { domain: [{ records: [WWW, { ...CAA, tag: 'iodef' }] }] }],
    passed: [
      { domain: [{ records: [WWW, CAA] }] },
      { domain: [{ records: [WWW, { ...CAA, tag: 'issuewild' }] }] },
      { domain: [{ records: [{ ...WWW, type: 'NS' }] }] },
      { domain: [{ records: [] }] },
    ],
  },
})
