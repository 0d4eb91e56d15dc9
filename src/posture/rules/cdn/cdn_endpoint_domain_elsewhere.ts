import { rule } from '../../rule.ts'
import type { World } from '../../world.ts'
import { aliasOf, nameOf, plainName } from '../host_names.ts'
import { zoneOf } from '../zones.ts'

/** By name: where its alias leads. */
function aliasesOf(world: World): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const domain of world.facts('domain'))
    for (const record of domain.records)
      if (record.type === 'CNAME') found.set(nameOf(domain, record), aliasOf(domain, record))
  return found
}

const STATIC = { id: 1, type: 'CNAME', name: 'static', ttl: 1800 }
const ENDPOINT = 'images.nyc3.cdn.digitaloceanspaces.com'

export const cdnEndpointDomainElsewhere = rule({
  id: 'cdn-endpoint-domain-elsewhere',
  name: 'CDN Custom Domain Does Not Lead to the Endpoint',
  severity: 'LOW',
  kind: 'standard',
  resource: 'cdn_endpoint',
  needs: ['domain'],
  details:
    'The custom domain of the CDN endpoint lies in a domain of the account, and leads elsewhere or nowhere.',
  business_impact:
    'Pages that load from that name get nothing, or something from another place. An endpoint that nobody uses still publishes the bucket.',
  technical_details:
    'The `custom_domain` is within a domain of the account, whose records have no CNAME of that name to the `endpoint`. Names in domains that are kept elsewhere are not checked.',
  mitigation: {
    panel: [
      'Open Networking, Domains, and the domain.',
      'Create a CNAME record with the name of the custom domain, which is an alias of the endpoint that is named.',
      'If nothing should use the name, remove the custom domain in the CDN settings of the bucket.',
    ],
    doctl:
      'doctl compute domain records create <domain> --record-type CNAME --record-name <label> --record-data <endpoint>.',
    terraform:
      'resource "digitalocean_record" "static" {\n  domain = "example.com"\n  type   = "CNAME"\n  name   = "static"\n  value  = "images.nyc3.cdn.digitaloceanspaces.com."\n}',
    api: 'POST /v2/domains/{domain_name}/records {"type": "CNAME", "name": "<label>", "data": "<endpoint>."}',
  },
  controls: { iso_27001: ['A.8.9'], soc_2: ['A1.2'] },
  check: ({ custom_domain, endpoint }, world) => {
    if (!custom_domain || !zoneOf(world, custom_domain)) return undefined
    const target = world.derived(aliasesOf, aliasesOf).get(plainName(custom_domain))
    if (target === plainName(endpoint)) return undefined
    return {
      evidence: target
        ? `${custom_domain} is an alias of ${target}, not of ${endpoint}.`
        : `${custom_domain} has no CNAME record to ${endpoint}.`,
    }
  },
  examples: {
    flagged: [
      { cdn_endpoint: [{}], domain: [{}] },
      { cdn_endpoint: [{}], domain: [{ records: [{ ...STATIC, data: `old.${ENDPOINT}` }] }] },
      {
        cdn_endpoint: [{ custom_domain: 'a.static.example.com' }],
        domain: [{ records: [{ ...STATIC, data: ENDPOINT }] }],
      },
    ],
    passed: [
      { cdn_endpoint: [{}], domain: [{ records: [{ ...STATIC, data: `${ENDPOINT}.` }] }] },
      {
        cdn_endpoint: [{}],
        domain: [{ name: 'static.example.com', records: [{ ...STATIC, name: '@', data: ENDPOINT }] }],
      },
      { cdn_endpoint: [{}], domain: [{ name: 'example.org' }] },
      { cdn_endpoint: [{ custom_domain: '' }], domain: [{}] },
    ],
  },
})
