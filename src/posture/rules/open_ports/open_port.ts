// What rules about services that the internet can reach have in common: each is about some ports, and none about
// ways that open a thousand ports at once, which have rules of their own.
import type { Droplet } from '../../facts/compute.ts'
import type { Firewall } from '../../facts/network.ts'
import { narrowWaysInto, type Protocol, type Way } from '../../reach.ts'
import type { Controls, Mitigation, Problem } from '../../rule.ts'
import { remembered, type World } from '../../world.ts'
import { type Kind, type NamedPort, namedPortsIn } from './named_ports.ts'

const SHOWN = 5

interface OpenPort extends NamedPort {
  way: Way
}

// Found once for the rules of all kinds: most Droplets have none, and some have many ways.
const openPortsOf = remembered((world: World, droplet: Droplet): OpenPort[] => {
  const found: OpenPort[] = []
  for (const way of narrowWaysInto(world, droplet))
    for (const named of namedPortsIn(way.protocol, way.ports))
      if (!found.some(({ port, protocol }) => port === named.port && protocol === named.protocol))
        found.push({ ...named, way })
  return found
})

/** The ports of services of that kind that are open, each with the first way to it: straight ones come first. */
export const openPorts = (world: World, droplet: Droplet, kind: Kind): OpenPort[] =>
  openPortsOf(world, droplet).filter((it) => it.kind === kind)

/** The first of them with the way to it, and which others there are. */
export function tell([first, ...others]: readonly OpenPort[]): Problem | undefined {
  if (!first) return undefined
  const more = others.slice(0, SHOWN).map(shownAs)
  const rest = others.length > SHOWN ? [`${others.length - SHOWN} more`] : []
  const also = more.length > 0 ? `; so are ${[...more, ...rest].join(', ')}` : ''
  return { evidence: `${shownAs(first)} is open: ${first.way.path}${also}.` }
}

const shownAs = ({ name, port, protocol }: NamedPort) => `${name} (${port}/${protocol})`

/** How a port is closed to the internet, and kept open to those who need it. */
export function closing(service: string, protocol: Protocol, port: number, ...more: string[]): Mitigation {
  const rule = `protocol:${protocol},ports:${port}`
  return {
    panel: [
      'Open Networking, Firewalls, and the firewall that the evidence names; for a load balancer, its forwarding rules.',
      `Edit the inbound rule for ${service}: remove All IPv4 and All IPv6, and enter the Droplets, tags, VPC or VPN addresses that need it.`,
      ...more,
    ],
    doctl: [
      `doctl compute firewall remove-rules <firewall-id> --inbound-rules "${rule},address:0.0.0.0/0,address:::/0"`,
      `doctl compute firewall add-rules <firewall-id> --inbound-rules "${rule},address:<your-network>"`,
    ].join('\n'),
    terraform: `resource "digitalocean_firewall" "…" {\n  inbound_rule {\n    protocol         = "${protocol}"\n    port_range       = "${port}"\n    source_addresses = ["10.100.0.0/20"]\n  }\n}`,
    api: `PUT /v2/firewalls/{firewall_id} with all its rules, and for ${port}/${protocol} only the sources that need it`,
  }
}

/** What any service that should not be on the internet speaks to. */
export const PERIMETER = {
  cis_v8: ['4.4', '4.8'],
  iso_27001: ['A.8.20', 'A.8.22'],
  soc_2: ['CC6.6'],
  nist_csf: ['PR.IR-01'],
  pci_dss: ['1.3.1', '1.4.2'],
} satisfies Controls

export const PUBLIC: Pick<Droplet, 'networks'> = {
  networks: {
    v4: [{ ip_address: '203.0.113.7', type: 'public' }],
    v6: [{ ip_address: '2001:db8::7', type: 'public' }],
  },
}

export const inbound = (
  ports: string,
  from = '0.0.0.0/0',
  protocol: Protocol = 'tcp',
): Pick<Firewall, 'inbound_rules'> => ({
  inbound_rules: [{ protocol, ports, sources: { addresses: [from] } }],
})

/** An example: a Droplet with public addresses, and a firewall that lets these ports in. */
export const opened = (...rule: Parameters<typeof inbound>) => ({
  droplet: [PUBLIC],
  firewall: [inbound(...rule)],
})

/** An example: the same ports are open to the internet, but on a load balancer that forwards to the Droplet. */
export const forwarded = (target_port: number, network = 'EXTERNAL') => ({
  droplet: [{}],
  firewall: [],
  load_balancer: [
    {
      network,
      forwarding_rules: [
        { entry_protocol: 'tcp', entry_port: target_port, target_protocol: 'tcp', target_port },
      ],
    },
  ],
})
