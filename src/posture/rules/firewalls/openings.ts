// What rules about firewalls have in common.
import { isWithin, type Range, readRange } from '../../addresses.ts'
import type { Ends, Firewall, InboundRule } from '../../facts/network.ts'
import { ALL_PORTS, isAll, type Ports, readPorts, shown } from '../../ports.ts'
import { anywhereIn } from '../../reach.ts'
import type { World } from '../../world.ts'
import { dropletById, isTagUsed } from '../tagged_droplets.ts'

/** A firewall's rule of either direction. */
export interface Opening {
  protocol: string
  ports?: string
  ends: Ends
}

export const inboundOf = ({ inbound_rules }: Firewall): Opening[] =>
  (inbound_rules ?? []).map(({ sources, ...rule }) => ({ ...rule, ends: sources }))

export const outboundOf = ({ outbound_rules }: Firewall): Opening[] =>
  (outbound_rules ?? []).map(({ destinations, ...rule }) => ({ ...rule, ends: destinations }))

/** Whether there is a Droplet that it filters for. */
export const protectsAny = (world: World, { droplet_ids, tags }: Firewall): boolean =>
  (droplet_ids ?? []).some((id) => dropletById(world, id) !== undefined) ||
  (tags ?? []).some((tag) => isTagUsed(world, tag))

/** DOKS writes the firewalls of its nodes, and undoes what others change in them. */
export const isOfKubernetes = ({ name, tags }: Firewall): boolean =>
  name.startsWith('k8s-') && tags !== null && tags.length > 0 && tags.every((tag) => tag.startsWith('k8s:'))

export const opensAllPorts = ({ protocol, ports }: Pick<Opening, 'protocol' | 'ports'>): boolean => {
  const read = readPorts(ports)
  return protocol !== 'icmp' && read !== undefined && isAll(read)
}

/** Such as `tcp 8000-9000`. */
export function portsShown({ protocol, ports }: Pick<Opening, 'protocol' | 'ports'>): string {
  const read = readPorts(ports)
  if (protocol === 'icmp') return 'icmp'
  if (!read) return `${protocol} ${ports}`
  return isAll(read) ? `${protocol}, all ports,` : `${protocol} ${shown(read)}`
}

// What a web server is for.
const WEB_PORTS = ['80', '443']

/** The first rule that lets the internet in to more than a web server. */
export const openToInternet = ({ inbound_rules }: Firewall): InboundRule | undefined =>
  (inbound_rules ?? []).find(
    ({ protocol, ports, sources }) =>
      protocol !== 'icmp' && !WEB_PORTS.includes(ports ?? '') && anywhereIn(sources) !== undefined,
  )

/** Each of its ends, named alike wherever it is named: `address 0.0.0.0/0`, `tag web`. */
export const endsShown = (ends: Ends): string[] => [
  ...(ends.addresses ?? []).map((it) => `address ${it}`),
  ...(ends.droplet_ids ?? []).map((it) => `Droplet ${it}`),
  ...(ends.load_balancer_uids ?? []).map((it) => `load balancer ${it}`),
  ...(ends.kubernetes_ids ?? []).map((it) => `cluster ${it}`),
  ...(ends.tags ?? []).map((it) => `tag ${it.toLowerCase()}`),
]

/** A rule as it is compared with others: read once, as each is compared with each. */
export interface Reach {
  opening: Opening
  ports: Ports | undefined
  ends: ReadonlySet<string>
  ranges: ReadonlyMap<string, Range>
}

export function reachOf(opening: Opening): Reach {
  const ranges = new Map<string, Range>()
  for (const text of opening.ends.addresses ?? []) {
    const range = readRange(text)
    if (range) ranges.set(`address ${text}`, range)
  }
  const ports = opening.protocol === 'icmp' ? ALL_PORTS : readPorts(opening.ports)
  return { opening, ports, ends: new Set(endsShown(opening.ends)), ranges }
}

/** Whether whatever the narrow one lets through, the wide one does. */
export const covers = (wide: Reach, narrow: Reach): boolean =>
  wide.opening.protocol === narrow.opening.protocol &&
  holdsPorts(wide.ports, narrow.ports) &&
  [...narrow.ends].every((end) => wide.ends.has(end) || holdsRange(wide, narrow.ranges.get(end)))

const holdsPorts = (outer: Ports | undefined, inner: Ports | undefined): boolean =>
  outer !== undefined && inner !== undefined && outer.from <= inner.from && inner.to <= outer.to

const holdsRange = ({ ranges }: Reach, range: Range | undefined): boolean =>
  range !== undefined && ranges.values().some((wider) => isWithin(range, wider))
