// What of an account the internet can reach, and by which way: computed from addresses, firewalls by id and tag, and
// load balancers, so that each open port is found once, on the Droplet that it opens, with the path to it.
import { isAnywhere, isPrivate, readRange } from './addresses.ts'
import type { Droplet } from './facts/compute.ts'
import type { Ends, Firewall, InboundRule, LoadBalancer } from './facts/network.ts'
import { ALL_PORTS, holds, type Ports, readPorts, shown } from './ports.ts'
import { indexOf, remembered, type World } from './world.ts'

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
export const waysInto: (world: World, droplet: Droplet) => readonly Way[] = remembered(findWays)

function findWays(world: World, droplet: Droplet): Way[] {
  const doors = firewallsOf(world, droplet).map((firewall) => doorsOf(world, firewall))
  const balanced = balancersOf(world, droplet).flatMap((it) => waysThrough(it, droplet, doors))
  return [...directWays(doors, publicAddresses(droplet)), ...balanced]
}

/** An inbound rule, read once for all Droplets that it is for. */
interface Door {
  protocol: Protocol
  ports: Ports
  /** The first source that is the internet, of either family, as the path tells it. */
  v4: string | undefined
  v6: string | undefined
  balancers: readonly string[]
  shown: string
}

const doorsOf = remembered((_world: World, firewall: Firewall): readonly Door[] =>
  (firewall.inbound_rules ?? []).flatMap((rule) => readDoor(firewall, rule)),
)

function readDoor({ name }: Firewall, { protocol, ports: text, sources }: InboundRule): Door[] {
  const ports = readPorts(text)
  if (protocol === 'icmp' || !ports) return []
  const found = (sources.addresses ?? []).flatMap((source) => {
    const range = readRange(source)
    return range && isAnywhere(range) ? [{ family: range.family, source }] : []
  })
  const from = (family: 4 | 6) => {
    const first = found.find((it) => it.family === family)
    return first && `internet (${first.source}) → firewall ${name} → `
  }
  const balancers = sources.load_balancer_uids ?? []
  return [{ protocol, ports, v4: from(4), v6: from(6), balancers, shown: `:${shown(ports)}/${protocol}` }]
}

function directWays(firewalls: ReadonlyArray<readonly Door[]>, addresses: string[]): Way[] {
  const [first] = addresses
  if (first === undefined) return []
  if (firewalls.length === 0)
    return (['tcp', 'udp'] as const).map((protocol) => ({
      protocol,
      ports: ALL_PORTS,
      path: `internet → ${first} (no firewall)`,
      by: 'none',
    }))
  const v4 = addresses.find((it) => !it.includes(':'))
  const v6 = addresses.find((it) => it.includes(':'))
  return firewalls.flat().flatMap((door) => {
    const path = pathThrough(door, v4, v6)
    return path === undefined ? [] : [{ protocol: door.protocol, ports: door.ports, path, by: 'firewall' }]
  })
}

/** To a Droplet without IPv6, `::/0` opens nothing. */
function pathThrough(door: Door, v4: string | undefined, v6: string | undefined): string | undefined {
  if (door.v4 !== undefined && v4 !== undefined) return door.v4 + v4 + door.shown
  if (door.v6 !== undefined && v6 !== undefined) return door.v6 + v6 + door.shown
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

function waysThrough(
  balancer: LoadBalancer,
  { name }: Droplet,
  firewalls: ReadonlyArray<readonly Door[]>,
): Way[] {
  if (!isPublicBalancer(balancer) || isClosed(balancer)) return []
  const doors = firewalls.flat()
  return balancer.forwarding_rules.flatMap((rule) => {
    const protocol = UDP_TARGETS.includes(rule.target_protocol) ? 'udp' : 'tcp'
    const port = rule.target_port
    const isLetIn = doors.some(
      (door) => door.protocol === protocol && holds(door.ports, port) && letsBalancerIn(door, balancer),
    )
    if (firewalls.length > 0 && !isLetIn) return []
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

const letsBalancerIn = ({ v4, v6, balancers }: Door, { id }: LoadBalancer): boolean =>
  v4 !== undefined || v6 !== undefined || balancers.includes(id)

// A rule for so many ports is told of by itself, and not once for each service that it happens to open.
const BROAD = 1000

export const isBroad = ({ ports: { from, to } }: Pick<Way, 'ports'>) => to - from >= BROAD

/** The ways that open some ports on purpose. */
export const narrowWaysInto: (world: World, droplet: Droplet) => readonly Way[] = remembered(
  (world: World, droplet: Droplet) => waysInto(world, droplet).filter((way) => !isBroad(way)),
)

export const isDirect = ({ by }: Way) => by !== 'load_balancer'

const lower = (text: string) => text.toLowerCase()
