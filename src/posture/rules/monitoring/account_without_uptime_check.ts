import { isPublicBalancer, publicAddresses } from '../../reach.ts'
import { rule } from '../../rule.ts'
import type { World } from '../../world.ts'

const SERVED = Symbol('what of the account the internet can reach')

/** The first that has a public address, named as evidence does. */
const servedBy = (world: World): string | undefined =>
  world.derived(SERVED, () => {
    const balancer = world.facts('load_balancer').find(isPublicBalancer)
    if (balancer) return `load balancer ${balancer.name}`
    const droplet = world.facts('droplet').find((it) => publicAddresses(it).length > 0)
    return droplet && `Droplet ${droplet.name}`
  })

const PUBLIC = { networks: { v4: [{ ip_address: '203.0.113.7', type: 'public' }] } }

export const accountWithoutUptimeCheck = rule({
  id: 'account-without-uptime-check',
  name: 'No Uptime Check',
  severity: 'LOW',
  kind: 'standard',
  resource: 'account',
  needs: ['uptime_check', 'droplet', 'load_balancer'],
  details:
    'The account serves something to the internet, and no uptime check looks at any of it from outside.',
  business_impact:
    'An outage is found by customers. Metrics of a Droplet do not show that its name no longer resolves, that its certificate has ended or that a firewall rule keeps everybody out.',
  technical_details:
    'There is no uptime check, and there is a load balancer that is not internal, or a Droplet with a public address. Checks by other services cannot be seen.',
  mitigation: {
    panel: [
      'Open Monitoring, Uptime, and choose Create Uptime Check.',
      'Enter the URL that customers use, and two or more regions.',
      'Add an alert for downtime, and one for the expiry of the certificate, with an address that is read at night.',
    ],
    doctl:
      'doctl monitoring uptime create <name> --target https://www.example.com --type https --regions us_east,eu_west',
    terraform:
      'resource "digitalocean_uptime_check" "…" {\n  name    = "www"\n  target  = "https://www.example.com"\n  regions = ["us_east", "eu_west"]\n}',
    api: 'POST /v2/uptime/checks {"name": "www", "type": "https", "target": "https://www.example.com", "regions": ["us_east", "eu_west"], "enabled": true}',
  },
  controls: { iso_27001: ['A.8.16'], soc_2: ['CC7.2'], nist_csf: ['DE.CM-01'] },
  check(_account, world) {
    const served = servedBy(world)
    if (served === undefined || world.facts('uptime_check').length > 0) return undefined
    return { evidence: `The internet can reach ${served}, and there is no uptime check.` }
  },
  examples: {
    flagged: [
      { account: [{}], droplet: [PUBLIC] },
      { account: [{}], droplet: [{}], load_balancer: [{}] },
    ],
    passed: [
      { account: [{}], droplet: [{}], load_balancer: [{ network: 'INTERNAL' }] },
      { account: [{}], droplet: [PUBLIC], uptime_check: [{}] },
      { account: [{}] },
    ],
  },
})
