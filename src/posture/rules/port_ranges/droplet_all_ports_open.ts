import type { Droplet } from '../../facts/compute.ts'
import { isAll, merged } from '../../ports.ts'
import { isBroad, type Protocol, type Way, waysInto } from '../../reach.ts'
import { type Problem, rule } from '../../rule.ts'
import type { World } from '../../world.ts'
import { inbound, opened, PERIMETER, PUBLIC } from '../open_ports/open_port.ts'

/** The ways by firewalls that together open every port of the protocol; empty where they do not. */
export function waysToAll(world: World, droplet: Droplet, protocol: Protocol): Way[] {
  const every = waysInto(world, droplet)
  if (!every.some(isBroad)) return []
  const ways = every.filter((way) => way.by === 'firewall' && way.protocol === protocol)
  return merged(ways.map(({ ports }) => ports)).some(isAll) ? ways : []
}

function findProblem(droplet: Droplet, world: World): Problem | undefined {
  const [tcp] = waysToAll(world, droplet, 'tcp')
  if (tcp) return { evidence: `Every TCP port is open: ${tcp.path}.` }
  const [udp] = waysToAll(world, droplet, 'udp')
  return udp && { evidence: `Every UDP port is open: ${udp.path}.`, severity: 'HIGH' }
}

export const dropletAllPortsOpen = rule({
  id: 'droplet-all-ports-open',
  name: 'All Ports Open to the Internet',
  severity: 'CRITICAL',
  kind: 'workload',
  resource: 'droplet',
  needs: ['firewall', 'load_balancer'],
  details:
    'The firewalls of the Droplet let the internet reach every port of a protocol: they are there, and hold nothing back.',
  business_impact:
    'Whatever listens on the Droplet is public, now and after each installation: databases, caches and management interfaces that nobody meant to show. The firewall makes it look protected, so nobody looks again.',
  technical_details:
    'The Droplet has a public address, and the inbound rules of the firewalls that apply to it, by id or by tag, together hold every port of TCP (critical) or of UDP (high) from a source that is the internet or a large part of it. A Droplet without any firewall is told of by another rule.',
  mitigation: {
    panel: [
      'List what the Droplet has to offer to the internet, which is often HTTPS alone.',
      'Open Networking, Firewalls, and the firewall that the evidence names.',
      'Add an inbound rule for each of those services, and for SSH from your own networks.',
      'Delete the rule that opens all ports, and watch the service for a day.',
    ],
    doctl:
      'doctl compute firewall add-rules <firewall-id> --inbound-rules "protocol:tcp,ports:443,address:0.0.0.0/0,address:::/0"\ndoctl compute firewall remove-rules <firewall-id> --inbound-rules "protocol:tcp,ports:all,address:0.0.0.0/0,address:::/0"',
    terraform:
      'resource "digitalocean_firewall" "…" {\n  inbound_rule {\n    protocol         = "tcp"\n    port_range       = "443"\n    source_addresses = ["0.0.0.0/0", "::/0"]\n  }\n}',
    api: 'PUT /v2/firewalls/{firewall_id} with a rule for each service in place of the one for all ports',
  },
  controls: PERIMETER,
  check: findProblem,
  examples: {
    flagged: [
      opened('0'),
      opened('all', '::/0'),
      opened('1-65535', '0.0.0.0/0', 'udp'),
      {
        droplet: [PUBLIC],
        firewall: [inbound('1-30000'), { ...inbound('30001-65535', '128.0.0.0/1'), id: 'f2' }],
      },
    ],
    passed: [
      opened('2-65535'),
      opened('0', '198.51.100.0/24'),
      { droplet: [{}], firewall: [inbound('0')] },
      { droplet: [PUBLIC], firewall: [] },
      { droplet: [PUBLIC], firewall: [inbound('1-30000'), { ...inbound('30002-65535'), id: 'f2' }] },
    ],
  },
})
