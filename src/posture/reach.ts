// What of an account the internet can reach, and by which way: computed from addresses, firewalls by id and tag, and
// load balancers, so that each open port is found once, on the Droplet that it opens, with the path to it.
import { isAnywhere, isPrivate, readRange } from './addresses.ts'
import type { Droplet } from './facts/compute.ts'
import type { Ends, Firewall, LoadBalancer } from './facts/network.ts'
import { ALL_PORTS, holds, type Ports, readPorts, shown } from './ports.ts'
import { indexOf, type World } from './world.ts'

export type Protocol = 'tcp' | 'udp'

/** One way from the internet to a Droplet's ports. */
export interface Way {
  protocol: Protocol
  ports: Ports
  /** `internet → firewall web → 203.0.113.7:22`. */
  path: string
  /** `none` where no firewall stands in the way at all. */
  by: 'none' | 'firewall' | 'load_balancer'
}

const firewallsById = indexOf('firewall', ({ droplet_ids }) => droplet_ids ?? [])
const firewallsByTag = indexOf('firewall', ({ tags }) => (tags ?? []).map(lower))
const balancersById = indexOf('load_balancer', ({ droplet_ids }) => droplet_ids ?? [])
const balancersByTag = indexOf('load_balancer', ({ tag }) => (tag ? [lower(tag)] : []))

/** Those that filter what reaches the Droplet: their rules add up. */
export function firewallsOf(world: World, { id, tags }: Pick<Droplet, 'id' | 'tags'>): Firewall[] {
  const found = new Set(firewallsById(world).get(id))
  for (const tag of tags ?? [])
    for (const firewall of firewallsByTag(world).get(lower(tag)) ?? []) found.add(firewall)
  return [...found]
}

export function balancersOf(world: World, { id, tags }: Pick<Droplet, 'id' | 'tags'>): LoadBalancer[] {
  const found = new Set(balancersById(world).get(id))
  for (const tag of tags ?? [])
    for (const balancer of balancersByTag(world).get(lower(tag)) ?? []) found.add(balancer)
  return [...found]
}

/** Addresses that the internet can send to. */
export function publicAddresses({ networks: { v4 = [], v6 = [] } }: Pick<Droplet, 'networks'>): string[] {
  return [...v4, ...v6]
    .filter(({ type, ip_address }) => {
      const range = readRange(ip_address)
      return type === 'public' && range !== undefined && !isPrivate(range)
    })
    .map(({ ip_address }) => ip_address)
}

/** Every way in: first those that go straight, then those through load balancers. */
export const waysInto = (world: World, droplet: Droplet): readonly Way[] =>
  world.derived(droplet, () => findWays(world, droplet))

function findWays(world: World, droplet: Droplet): Way[] {
  const firewalls = firewallsOf(world, droplet)
  const direct = directWays(firewalls, publicAddresses(droplet))
  const balanced = balancersOf(world, droplet).flatMap((it) => waysThrough(it, droplet, firewalls))
  return [...direct, ...balanced]
}

function directWays(firewalls: Firewall[], addresses: string[]): Way[] {
  const [first] = addresses
  if (first === undefined) return []
  if (firewalls.length === 0)
    return (['tcp', 'udp'] as const).map((protocol) => ({
      protocol,
      ports: ALL_PORTS,
      path: `internet → ${first} (no firewall)`,
      by: 'none',
    }))
  return firewalls.flatMap((firewall) =>
    (firewall.inbound_rules ?? []).flatMap((rule) => {
      const door = doorOf(rule.sources, addresses)
      const ports = readPorts(rule.ports)
      if (rule.protocol === 'icmp' || !door || !ports) return []
      const path = `internet (${door.source}) → firewall ${firewall.name} → ${door.address}:${shown(ports)}/${rule.protocol}`
      return [{ protocol: rule.protocol, ports, path, by: 'firewall' as const }]
    }),
  )
}

/** A source that is the internet, and an address of its family: to a Droplet without IPv6, `::/0` opens nothing. */
function doorOf(sources: Ends, addresses: string[]): { source: string; address: string } | undefined {
  for (const source of sources.addresses ?? []) {
    const range = readRange(source)
    if (!range || !isAnywhere(range)) continue
    const address = addresses.find((it) => readRange(it)?.family === range.family)
    if (address !== undefined) return { source, address }
  }
  return undefined
}

/** The first source that is the internet, as it is written. */
export const anywhereIn = ({ addresses }: Ends): string | undefined =>
  (addresses ?? []).find((text) => {
    const range = readRange(text)
    return range !== undefined && isAnywhere(range)
  })

export const isPublicBalancer = ({ network }: LoadBalancer) => network !== 'INTERNAL'

// What a balancer forwards with, as its Droplets see it.
const UDP_TARGETS = ['udp']

function waysThrough(balancer: LoadBalancer, { name }: Droplet, firewalls: Firewall[]): Way[] {
  if (!isPublicBalancer(balancer) || isClosed(balancer)) return []
  return balancer.forwarding_rules.flatMap((rule) => {
    const protocol = UDP_TARGETS.includes(rule.target_protocol) ? 'udp' : 'tcp'
    const port = rule.target_port
    const allowed =
      firewalls.length === 0 || firewalls.some((it) => letsBalancerIn(it, balancer, protocol, port))
    if (!allowed) return []
    const path = `internet → load balancer ${balancer.name} :${rule.entry_port} → ${name}:${port}/${protocol}`
    return [{ protocol, ports: { from: port, to: port }, path, by: 'load_balancer' as const }]
  })
}

/** Whether its own firewall keeps the internet out. */
const isClosed = ({ firewall }: LoadBalancer): boolean => {
  const allow = firewall?.allow ?? []
  return (
    allow.length > 0 && !allow.some((entry) => anywhereIn({ addresses: [entry.replace(/^(ip|cidr):/, '')] }))
  )
}

function letsBalancerIn(firewall: Firewall, { id }: LoadBalancer, protocol: Protocol, port: number): boolean {
  return (firewall.inbound_rules ?? []).some((rule) => {
    const ports = readPorts(rule.ports)
    const from = rule.sources.load_balancer_uids?.includes(id) || anywhereIn(rule.sources) !== undefined
    return rule.protocol === protocol && from && ports !== undefined && holds(ports, port)
  })
}

// A rule for so many ports is told of by itself, and not once for each service that it happens to open.
const BROAD = 1000

export const isBroad = ({ ports: { from, to } }: Pick<Way, 'ports'>) => to - from >= BROAD

/** The ways that open some ports on purpose. */
export const narrowWaysInto = (world: World, droplet: Droplet): Way[] =>
  waysInto(world, droplet).filter((way) => !isBroad(way))

export const isDirect = ({ by }: Way) => by !== 'load_balancer'

const lower = (text: string) => text.toLowerCase()
