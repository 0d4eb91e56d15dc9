import { isPrivate, readRange } from '../../addresses.ts'
import { publicAddresses } from '../../reach.ts'
import { rule } from '../../rule.ts'
import { indexOf } from '../../world.ts'

const dropletsByAddress = indexOf('droplet', publicAddresses)
const balancersByAddress = indexOf('load_balancer', ({ ip }) => (ip ? [ip] : []))
const reservedByAddress = indexOf('reserved_ip', ({ ip }) => [ip])
const OWNERS = [dropletsByAddress, balancersByAddress, reservedByAddress]

/** The public IPv4 address that a target names itself, without a scheme, a port and a path. */
function addressOf(target: string): string | undefined {
  const [, host = ''] = /^(?:[a-z]+:\/\/)?([^/:?#]+)/i.exec(target) ?? []
  const range = readRange(host)
  return range?.family === 4 && !isPrivate(range) ? host : undefined
}

export const uptimeCheckTargetGone = rule({
  id: 'uptime-check-target-gone',
  name: 'Uptime Check of an Address Not in the Account',
  severity: 'LOW',
  kind: 'standard',
  resource: 'uptime_check',
  needs: ['droplet', 'load_balancer', 'reserved_ip'],
  details: 'The uptime check looks at an IP address that no resource of the account has.',
  business_impact:
    'The Droplet has probably been destroyed and its address given to somebody else, whose health is now reported as yours. Other references to it, in DNS or in allow lists, are likely to be left over too.',
  technical_details:
    'The check is `enabled`, its target names a public IPv4 address, and no Droplet, load balancer or reserved IP of the account has it. A check of something elsewhere is flagged too: suppress it if that is meant.',
  mitigation: {
    panel: [
      'Find out whose the address is today.',
      'Open Monitoring, Uptime, and point the check at the name or address that is served now, or delete it.',
      'Look for the address in DNS records and in the sources of firewalls.',
    ],
    doctl:
      // Its `update` switches the check off.
      'doctl monitoring uptime create <name> --target https://www.example.com --type https --regions us_east,eu_west\ndoctl monitoring uptime delete <check-id>',
    terraform:
      'resource "digitalocean_uptime_check" "…" {\n  target = digitalocean_reserved_ip.web.ip_address\n}',
    api: 'PUT /v2/uptime/checks/{check_id} with the target of today, or DELETE /v2/uptime/checks/{check_id}',
  },
  controls: { iso_27001: ['A.5.9', 'A.8.16'], nist_csf: ['ID.AM-08', 'DE.CM-01'] },
  check({ enabled, target }, world) {
    const address = enabled ? addressOf(target) : undefined
    if (address === undefined || OWNERS.some((owners) => owners(world).has(address))) return undefined
    return { evidence: `No Droplet, load balancer or reserved IP of the account has ${address}.` }
  },
  examples: {
    flagged: [
      { uptime_check: [{ target: 'https://203.0.113.77:8443/health' }], droplet: [{}] },
      { uptime_check: [{ type: 'ping', target: '203.0.113.77' }], load_balancer: [{}], reserved_ip: [{}] },
    ],
    passed: [
      { uptime_check: [{}] },
      { uptime_check: [{ target: 'http://203.0.113.9/' }], load_balancer: [{}] },
      { uptime_check: [{ type: 'ping', target: '203.0.113.50' }], reserved_ip: [{}] },
      {
        uptime_check: [{ type: 'ping', target: '203.0.113.7' }],
        droplet: [{ networks: { v4: [{ ip_address: '203.0.113.7', type: 'public' }] } }],
      },
      { uptime_check: [{ type: 'ping', target: '10.0.0.7' }] },
      { uptime_check: [{ type: 'ping', target: '203.0.113.77', enabled: false }] },
    ],
  },
})
