import { rule } from '../../rule.ts'
import { aliasOf, listed, nameOf } from '../host_names.ts'
import { zoneNamed } from '../zones.ts'

const NAME_SERVER = /^ns[1-3]\.digitalocean\.com$/

const delegated = (name: string, data: string) => ({
  records: [{ id: 1, type: 'NS', name, data, ttl: 1800 }],
})

export const domainDanglingDelegation = rule({
  id: 'domain-dangling-delegation',
  name: 'Subdomain Delegated to a Domain That Does Not Exist',
  severity: 'HIGH',
  kind: 'standard',
  resource: 'domain',
  details:
    'An NS record hands a subdomain to DigitalOcean’s name servers, and the account has no domain of that name there.',
  business_impact:
    'Domains on these name servers belong to whoever adds them first: another customer who adds the subdomain controls all its records, and can receive its mail, have certificates issued for it and serve pages under your name.',
  technical_details:
    'An NS record below the domain’s own name leads to `ns1`, `ns2` or `ns3.digitalocean.com`, and no domain of the account has the record’s full name. A domain of another team of yours is not visible.',
  mitigation: {
    panel: [
      'Open Networking, Domains, and add the subdomain as a domain if it is meant to be there.',
      'Otherwise open the domain that is named, and delete the NS records of the subdomain.',
    ],
    doctl:
      'doctl compute domain create <subdomain>\ndoctl compute domain records delete <domain> <record-id>',
    terraform: 'resource "digitalocean_domain" "sub" {\n  name = "sub.example.com"\n}',
    api: 'POST /v2/domains {"name": "<subdomain>"}, or DELETE /v2/domains/{domain_name}/records/{domain_record_id}',
  },
  controls: { cis_v8: ['4.1'], iso_27001: ['A.8.9'], soc_2: ['CC6.1'] },
  check: (domain, world) => {
    const dangling = domain.records
      .filter(({ type }) => type === 'NS')
      .filter((record) => NAME_SERVER.test(aliasOf(domain, record)))
      .map((record) => nameOf(domain, record))
      .filter((name) => !zoneNamed(world, name))
    if (dangling.length === 0) return undefined
    return {
      evidence: `No domain of the account is ${listed([...new Set(dangling)])}, which is delegated to it.`,
    }
  },
  examples: {
    flagged: [
      { domain: [delegated('dev', 'ns1.digitalocean.com.')] },
      { domain: [delegated('a.dev', 'ns3.digitalocean.com'), { name: 'dev.example.com', records: [] }] },
    ],
    passed: [
      { domain: [delegated('@', 'ns1.digitalocean.com')] },
      { domain: [delegated('dev', 'ns1.digitalocean.com'), { name: 'Dev.example.com', records: [] }] },
      { domain: [delegated('dev', 'ns1.example.org.')] },
    ],
  },
})
