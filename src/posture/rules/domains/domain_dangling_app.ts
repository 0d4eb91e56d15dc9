import { rule } from '../../rule.ts'
import type { World } from '../../world.ts'
import { aliasOf, listed, nameOf, plainName } from '../host_names.ts'

const APPS = '.ondigitalocean.app'

function hostsOfApps(world: World): ReadonlySet<string> {
  const hosts = new Set<string>()
  for (const { default_ingress, live_url, live_domain } of world.facts('app'))
    for (const url of [default_ingress, live_url, live_domain])
      if (url) hosts.add(plainName(url.replace(/^https?:\/\//, '').replace(/[/:].*$/, '')))
  return hosts
}

const alias = (data: string) => ({ records: [{ id: 1, type: 'CNAME', name: 'shop', data, ttl: 1800 }] })

export const domainDanglingApp = rule({
  id: 'domain-dangling-app',
  name: 'Record Leads to an App That Is Gone',
  severity: 'HIGH',
  kind: 'standard',
  resource: 'domain',
  needs: ['app'],
  details: 'A CNAME record leads to an address of App Platform that no app of the account has.',
  business_impact:
    'If the app was destroyed, whoever gets an app to answer for the name serves pages under your domain: they can take cookies, ask for passwords and have certificates issued in your name.',
  technical_details:
    'The record’s target ends in `.ondigitalocean.app` and is the `default_ingress`, `live_url` or `live_domain` of none of the apps that were read. An app of another team is not visible; suppress the finding where the record leads to one on purpose.',
  mitigation: {
    panel: [
      'Find out whether the app was destroyed or belongs to another team.',
      'Open Networking, Domains, and the domain, and delete the record that is named.',
      'From now on, delete records before the app that they lead to.',
    ],
    doctl:
      'doctl compute domain records list <domain>\ndoctl compute domain records delete <domain> <record-id>',
    terraform: '# remove the digitalocean_record resource of the name, and apply',
    api: 'DELETE /v2/domains/{domain_name}/records/{domain_record_id}',
  },
  controls: { cis_v8: ['4.1'], iso_27001: ['A.8.9'], soc_2: ['CC6.1'] },
  check: (domain, world) => {
    const hosts = world.derived(hostsOfApps, hostsOfApps)
    const dangling = domain.records.filter((record) => {
      const target = record.type === 'CNAME' ? aliasOf(domain, record) : ''
      return target.endsWith(APPS) && !hosts.has(target)
    })
    if (dangling.length === 0) return undefined
    const shown = dangling.map((record) => `${nameOf(domain, record)} → ${aliasOf(domain, record)}`)
    return { evidence: `No app of the account answers at the target of ${listed(shown)}.` }
  },
  examples: {
    flagged: [
      { domain: [alias('shop-abcde.ondigitalocean.app.')], app: [{}] },
      {
        domain: [alias('shop-abcde.ondigitalocean.app')],
        app: [{ default_ingress: 'https://shop-zzzzz.ondigitalocean.app', live_url: '' }],
      },
    ],
    passed: [
      {
        domain: [alias('Shop-abcde.ondigitalocean.app.')],
        app: [{ default_ingress: 'https://shop-abcde.ondigitalocean.app' }],
      },
      {
        domain: [alias('shop-abcde.ondigitalocean.app')],
        app: [{ live_url: 'https://shop-abcde.ondigitalocean.app/' }],
      },
      { domain: [alias('shop.example.org.')], app: [] },
      { domain: [{ records: [] }], app: [] },
    ],
  },
})
