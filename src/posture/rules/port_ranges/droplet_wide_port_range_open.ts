import type { Droplet } from '../../facts/compute.ts'
import { isBroad, waysInto } from '../../reach.ts'
import { type Problem, rule } from '../../rule.ts'
import type { World } from '../../world.ts'
import { namedPortsIn } from '../open_ports/named_ports.ts'
import { inbound, opened, PERIMETER, PUBLIC } from '../open_ports/open_port.ts'
import { waysToAll } from './droplet_all_ports_open.ts'

const SHOWN = 5

function findProblem(droplet: Droplet, world: World): Problem | undefined {
  const broad = waysInto(world, droplet).filter((it) => it.by === 'firewall' && isBroad(it))
  if (broad.length === 0) return undefined
  const partly = (['tcp', 'udp'] as const).filter((it) => waysToAll(world, droplet, it).length === 0)
  const way = broad.find(({ protocol }) => partly.includes(protocol))
  if (!way) return undefined
  const services = [...new Set(namedPortsIn(way.protocol, way.ports).map(({ name }) => name))]
  if (services.length === 0) return { evidence: `A wide range is open: ${way.path}.`, severity: 'MEDIUM' }
  const more = services.length > SHOWN ? ' and others' : ''
  return {
    evidence: `A wide range is open, with the ports of ${services.slice(0, SHOWN).join(', ')}${more}: ${way.path}.`,
  }
}

export const dropletWidePortRangeOpen = rule({
  id: 'droplet-wide-port-range-open',
  name: 'Wide Port Range Open to the Internet',
  severity: 'HIGH',
  kind: 'workload',
  resource: 'droplet',
  needs: ['firewall', 'load_balancer'],
  details:
    'A firewall rule lets the internet reach more than a thousand ports of the Droplet at once, though not all of them.',
  business_impact:
    'Nobody knows what such a rule opens. A program that is installed later and listens anywhere in the range is public from its first minute, and a backdoor finds its port open.',
  technical_details:
    'The Droplet has a public address, and one inbound rule of a firewall that applies to it, by id or by tag, opens more than 1,000 ports from a source that is the internet or a large part of it. It is high where the range holds the ports of services that should not be public, which are then not told of one by one, else medium. Where all ports are open, another rule tells of it.',
  mitigation: {
    panel: [
      'Find out what listens in the range, for instance with `ss -lntup` on the Droplet.',
      'Open Networking, Firewalls, and the firewall that the evidence names.',
      'Put a rule for each port that the internet needs in place of the range.',
    ],
    doctl:
      'doctl compute firewall add-rules <firewall-id> --inbound-rules "protocol:tcp,ports:<port>,address:0.0.0.0/0,address:::/0"\ndoctl compute firewall remove-rules <firewall-id> --inbound-rules "protocol:tcp,ports:<range>,address:0.0.0.0/0,address:::/0"',
    terraform:
      'resource "digitalocean_firewall" "…" {\n  inbound_rule {\n    protocol         = "tcp"\n    port_range       = "443"\n    source_addresses = ["0.0.0.0/0", "::/0"]\n  }\n}',
    api: 'PUT /v2/firewalls/{firewall_id} with a rule for each port in place of the range',
  },
  controls: PERIMETER,
  check: findProblem,
  examples: {
    flagged: [
      opened('1-10000'),
      opened('30000-32767', '::/0'),
      opened('2-65535'),
      opened('1000-2000', '0.0.0.0/0', 'udp'),
      {
        droplet: [PUBLIC],
        firewall: [inbound('0'), { ...inbound('9000-19000', '::/0', 'udp'), id: 'f2' }],
      },
    ],
    passed: [
      opened('8000-8999'),
      opened('0'),
      opened('1-10000', '10.0.0.0/8'),
      opened('10000-20000', '198.51.100.0/24'),
    ],
  },
})
