import type { Droplet } from '../../facts/compute.ts'
import type { LoadBalancer } from '../../facts/network.ts'
import { holds } from '../../ports.ts'
import { balancersOf, isDirect, isPublicBalancer, narrowWaysInto, type Way } from '../../reach.ts'
import { type Problem, rule } from '../../rule.ts'
import type { World } from '../../world.ts'
import { inbound, PERIMETER, PUBLIC } from '../open_ports/open_port.ts'

// Other ports that are open have rules of their own.
const WEB = [80, 443]

function findProblem(droplet: Droplet, world: World): Problem | undefined {
  const ways = narrowWaysInto(world, droplet).filter((way) => isDirect(way) && way.protocol === 'tcp')
  if (ways.length === 0) return undefined
  for (const balancer of balancersOf(world, droplet).filter(isPublicBalancer)) {
    const problem = besideOf(balancer, ways)
    if (problem) return problem
  }
  return undefined
}

function besideOf({ name, forwarding_rules, firewall }: LoadBalancer, ways: Way[]): Problem | undefined {
  for (const { target_port } of forwarding_rules) {
    const way = WEB.includes(target_port) && ways.find(({ ports }) => holds(ports, target_port))
    if (!way) continue
    const isFiltered = [firewall?.allow, firewall?.deny].some((list) => (list ?? []).length > 0)
    const evidence = `Load balancer ${name} forwards to port ${target_port}, which is open beside it: ${way.path}.`
    return isFiltered ? { evidence, severity: 'MEDIUM' } : { evidence }
  }
  return undefined
}

const behind = (target_port: number, firewall?: { allow?: string[]; deny?: string[] }) => ({
  forwarding_rules: [{ entry_protocol: 'https', entry_port: 443, target_protocol: 'http', target_port }],
  ...(firewall ? { firewall } : {}),
})

export const dropletBypassesLoadBalancer = rule({
  id: 'droplet-bypasses-load-balancer',
  name: 'Droplet Reachable Beside Its Load Balancer',
  severity: 'LOW',
  kind: 'workload',
  resource: 'droplet',
  needs: ['firewall', 'load_balancer'],
  details:
    'The Droplet is behind a public load balancer, and its web port is open to the internet directly as well.',
  business_impact:
    'Whoever finds the address of the Droplet goes around the load balancer: around its TLS, its limits, its firewall and its logs. One Droplet alone also is an easier target to flood than all of them.',
  technical_details:
    'A public load balancer forwards to TCP port 80 or 443 of the Droplet, by id or by tag, and a firewall that applies to the Droplet lets the internet reach the same port on its public address. It is medium where the load balancer filters addresses, which this way in makes useless, else low. Other ports, and Droplets without any firewall, have rules of their own.',
  mitigation: {
    panel: [
      'Open Networking, Firewalls, and the firewall that the evidence names.',
      'Edit the rule for the web port: take All IPv4 and All IPv6 out of its sources, and enter the load balancer.',
      'Create new Droplets behind the load balancer without a public address, where nothing else needs one.',
    ],
    doctl:
      'doctl compute firewall add-rules <firewall-id> --inbound-rules "protocol:tcp,ports:80,load_balancer_uid:<load-balancer-id>"\ndoctl compute firewall remove-rules <firewall-id> --inbound-rules "protocol:tcp,ports:80,address:0.0.0.0/0,address:::/0"',
    terraform:
      'resource "digitalocean_firewall" "…" {\n  inbound_rule {\n    protocol                  = "tcp"\n    port_range                = "80"\n    source_load_balancer_uids = [digitalocean_loadbalancer.front.id]\n  }\n}',
    api: 'PUT /v2/firewalls/{firewall_id} with "load_balancer_uids" as the source of the rule for the port',
  },
  controls: PERIMETER,
  check: findProblem,
  examples: {
    flagged: [
      { droplet: [PUBLIC], firewall: [inbound('80')], load_balancer: [behind(80)] },
      {
        droplet: [{ ...PUBLIC, tags: ['web'] }],
        firewall: [inbound('443', '::/0')],
        load_balancer: [{ ...behind(443, { deny: ['ip:198.51.100.1'] }), droplet_ids: [], tag: 'web' }],
      },
    ],
    passed: [
      { droplet: [PUBLIC], firewall: [inbound('443')], load_balancer: [behind(80)] },
      { droplet: [PUBLIC], firewall: [inbound('80', '10.100.0.0/20')], load_balancer: [behind(80)] },
      { droplet: [PUBLIC], firewall: [inbound('80')], load_balancer: [] },
      { droplet: [{}], firewall: [inbound('80')], load_balancer: [behind(80)] },
      {
        droplet: [PUBLIC],
        firewall: [inbound('80')],
        load_balancer: [{ ...behind(80), network: 'INTERNAL' }],
      },
      { droplet: [PUBLIC], firewall: [], load_balancer: [behind(80)] },
    ],
  },
})
