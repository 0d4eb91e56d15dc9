// Rules of a firewall: what a request may ask for, and as what it is kept.
import { isAddressOrNetwork } from '../../cloud/networks/addresses.ts'
import {
  type FirewallBody,
  findPeers,
  type KnownPeers,
  keyOf,
  livingRules,
  type Peer,
  type PeerKind,
  peersOf,
  type Rule,
} from '../../cloud/networks/firewalls.ts'
import { tagId } from '../../cloud/tags.ts'
import { unknown } from '../../cloud/wire.ts'
import type { Ctx } from '../../kernel/ctx.ts'
import { invalid } from '../../kernel/errors.ts'
import type { Db } from '../../store/database.ts'
import type { Peers, Rules } from './schema.ts'
import { requireTagScopes } from './scopes.ts'

export type RuleSet = Pick<FirewallBody, 'inbound_rules' | 'outbound_rules'>

interface WantedRule {
  /** Such as `inbound_rules.0`, for errors. */
  field: string
  /** Such as `inbound_rules.0.sources`. */
  peers_field: string
  protocol: Rule['protocol']
  ports: string
  wanted: Peers
}

/** Throws, with the name of the field, for what is no rule, or refers to what is not there. */
export async function readRules(ctx: Ctx, db: Db, rules: Rules): Promise<RuleSet> {
  const inbound = (rules.inbound_rules ?? []).map(({ sources, ...rule }, index) =>
    wantedRule(`inbound_rules.${index}`, { ...rule, way: 'sources', wanted: sources }),
  )
  const outbound = (rules.outbound_rules ?? []).map(({ destinations, ...rule }, index) =>
    wantedRule(`outbound_rules.${index}`, { ...rule, way: 'destinations', wanted: destinations }),
  )
  const all = [...inbound, ...outbound]
  requireTagScopes(
    ctx,
    all.flatMap(({ wanted }) => wanted.tags ?? []),
  )
  const named = all.flatMap(({ wanted }) => namedPeers(wanted))
  const known = await findPeers(db, ctx.principal.account, named)
  return {
    inbound_rules: withoutDoubles(inbound.map((rule) => ruleOf(rule, known))),
    outbound_rules: withoutDoubles(outbound.map((rule) => ruleOf(rule, known))),
  }
}

/** The rules of a firewall without what they refer to that is gone. */
export async function currentRules(db: Db, account: string, body: FirewallBody): Promise<RuleSet> {
  const known = await findPeers(db, account, peersOf(body))
  return {
    inbound_rules: livingRules(body.inbound_rules, known),
    outbound_rules: livingRules(body.outbound_rules, known),
  }
}

/** The first of each that are the same in every respect. */
export function withoutDoubles(rules: readonly Rule[]): Rule[] {
  return [...new Map(rules.toReversed().map((rule) => [identityOf(rule), rule])).values()].toReversed()
}

/** Whatever the order in which a rule names what it lets through. */
export function identityOf({ protocol, ports, addresses, peers }: Rule): string {
  return JSON.stringify([protocol, ports, addresses.toSorted(), peers.map(keyOf).toSorted()])
}

function wantedRule(
  field: string,
  rule: { protocol: Rule['protocol']; ports?: string; way: string; wanted: Peers },
): WantedRule {
  const { protocol, ports = '', way, wanted } = rule
  return { field, peers_field: `${field}.${way}`, protocol, ports, wanted }
}

function ruleOf({ field, peers_field, wanted, ...rule }: WantedRule, known: KnownPeers): Rule {
  const addresses = [...new Set(wanted.addresses ?? [])]
  for (const address of addresses)
    if (!isAddressOrNetwork(address))
      throw invalid(
        `${peers_field}.addresses: invalid address ${JSON.stringify(address)}; wanted is an IPv4 or IPv6 address, or a network in CIDR notation.`,
      )
  const peers = namedPeers(wanted).map((named) => requirePeer(named, peers_field, known))
  if (addresses.length + peers.length === 0)
    throw invalid(
      `${peers_field} must name at least one of addresses, droplet_ids, load_balancer_uids, kubernetes_ids and tags.`,
    )
  const distinct = new Map(peers.map((peer) => [keyOf(peer), peer]))
  return {
    protocol: rule.protocol,
    ports: portsOf(rule, `${field}.ports`),
    addresses,
    peers: [...distinct.values()],
  }
}

const ALL_PORTS = '0'
const WHOLE_RANGE = '1-65535'

/** All ports are kept as `0`, however they were written, and so is ICMP, which has none. */
function portsOf({ protocol, ports }: Pick<WantedRule, 'protocol' | 'ports'>, field: string): string {
  if (ports === 'all' || ports === ALL_PORTS) return ALL_PORTS
  if (ports === '' && protocol === 'icmp') return ALL_PORTS
  const [, first, last = first] = /^([1-9]\d{0,4})(?:-([1-9]\d{0,4}))?$/.exec(ports) ?? []
  if (first === undefined || Number(first) > Number(last) || Number(last) > 65_535)
    throw invalid(
      `${field}: invalid port range ${JSON.stringify(ports)}; wanted is a port, a range such as 8000-9000, or all.`,
    )
  // The official Terraform provider expects this one range back as it was written, for ICMP too.
  return protocol === 'icmp' && ports !== WHOLE_RANGE ? ALL_PORTS : ports
}

interface NamedPeer {
  kind: PeerKind
  id: string
  /** As it came, and the field it came in. */
  given: string | number
  field: keyof Peers
}

const PEER_FIELDS = [
  { field: 'droplet_ids', kind: 'droplet', noun: 'Droplet' },
  { field: 'load_balancer_uids', kind: 'load_balancer', noun: 'load balancer' },
  { field: 'kubernetes_ids', kind: 'kubernetes_cluster', noun: 'Kubernetes cluster' },
  { field: 'tags', kind: 'tag', noun: 'tag' },
] as const

function namedPeers(wanted: Peers): NamedPeer[] {
  return PEER_FIELDS.flatMap(({ field, kind }) =>
    (wanted[field] ?? []).map((given) => ({
      kind,
      id: kind === 'tag' ? tagId(String(given)) : String(given),
      given,
      field,
    })),
  )
}

function requirePeer({ kind, id, given, field }: NamedPeer, peers_field: string, known: KnownPeers): Peer {
  const found = known.get(keyOf({ kind, id }))
  if (found) return { kind, id, position: found.position }
  const where = `${peers_field}.${field}`
  if (kind === 'tag') throw unknownTag(where, given)
  throw unknown(where, PEER_FIELDS.find((it) => it.kind === kind)?.noun ?? kind, given)
}

export const unknownTag = (field: string, name: string | number) =>
  invalid(`${field}: tag ${name} does not exist.`)
