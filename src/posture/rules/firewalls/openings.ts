// What rules about firewalls have in common.
import { isWithin, readRange } from '../../addresses.ts'
import type { Ends, Firewall, InboundRule } from '../../facts/network.ts'
import { isAll, readPorts, shown } from '../../ports.ts'
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

/** Whether whatever the narrow one lets through, the wide one does. */
export function covers(wide: Opening, narrow: Opening): boolean {
  return wide.protocol === narrow.protocol && holdsPorts(wide, narrow) && holdsEnds(wide.ends, narrow.ends)
}

function holdsPorts(wide: Opening, narrow: Opening): boolean {
  if (wide.protocol === 'icmp') return true
  const [outer, inner] = [readPorts(wide.ports), readPorts(narrow.ports)]
  return outer !== undefined && inner !== undefined && outer.from <= inner.from && inner.to <= outer.to
}

function holdsEnds(wide: Ends, narrow: Ends): boolean {
  const named = new Set(endsShown(wide))
  const ranges = (wide.addresses ?? []).flatMap((text) => readRange(text) ?? [])
  return endsShown(narrow).every((end) => {
    if (named.has(end)) return true
    const range = readRange(end.replace(/^address /, ''))
    return range !== undefined && ranges.some((wider) => isWithin(range, wider))
  })
}
