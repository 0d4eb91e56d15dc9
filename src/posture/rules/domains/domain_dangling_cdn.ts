import { rule } from '../../rule.ts'
import { indexOf } from '../../world.ts'
import { aliasOf, listed, nameOf, plainName } from '../host_names.ts'

const EDGE = '.cdn.digitaloceanspaces.com'
const endpoints = indexOf('cdn_endpoint', ({ endpoint }) => [plainName(endpoint)])

const alias = (data: string) => ({ records: [{ id: 1, type: 'CNAME', name: 'static', data, ttl: 1800 }] })

export const domainDanglingCdn = rule({
  id: 'domain-dangling-cdn',
  name: 'Record Leads to a CDN Endpoint That Is Gone',
  severity: 'HIGH',
  kind: 'standard',
  resource: 'domain',
  needs: ['cdn_endpoint'],
  details: 'A CNAME record leads to a CDN address of Spaces that is no endpoint of the account.',
  business_impact:
    'The names of buckets are free for everybody once a bucket is deleted. Whoever creates one of that name, with a CDN, serves files and scripts under your domain.',
  technical_details:
    'The record’s target ends in `.cdn.digitaloceanspaces.com` and is the `endpoint` of none of the CDN endpoints that were read. Records that lead to a bucket itself cannot be judged: the API does not list buckets. An endpoint of another team is not visible.',
  mitigation: {
    panel: [
      'Open Spaces Object Storage, and see whether the bucket still exists.',
      'If it does, enable its CDN again; if not, open Networking, Domains, and the domain, and delete the record that is named.',
    ],
    doctl:
      'doctl compute domain records list <domain>\ndoctl compute domain records delete <domain> <record-id>',
    terraform: '# remove the digitalocean_record resource of the name, and apply',
    api: 'DELETE /v2/domains/{domain_name}/records/{domain_record_id}',
  },
  controls: { cis_v8: ['4.1'], iso_27001: ['A.8.9'], soc_2: ['CC6.1'] },
  check: (domain, world) => {
    const dangling = domain.records.filter((record) => {
      const target = record.type === 'CNAME' ? aliasOf(domain, record) : ''
      return target.endsWith(EDGE) && !endpoints(world).has(target)
    })
    if (dangling.length === 0) return undefined
    const shown = dangling.map((record) => `${nameOf(domain, record)} → ${aliasOf(domain, record)}`)
    return { evidence: `No CDN endpoint of the account is the target of ${listed(shown)}.` }
  },
  examples: {
    flagged: [
      { domain: [alias('images.nyc3.cdn.digitaloceanspaces.com.')], cdn_endpoint: [] },
      { domain: [alias('old.nyc3.cdn.digitaloceanspaces.com')], cdn_endpoint: [{}] },
    ],
    passed: [
      { domain: [alias('images.nyc3.cdn.digitaloceanspaces.com.')], cdn_endpoint: [{}] },
      { domain: [alias('images.nyc3.digitaloceanspaces.com')], cdn_endpoint: [] },
      { domain: [{ records: [] }], cdn_endpoint: [] },
    ],
  },
})
