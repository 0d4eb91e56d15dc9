// Cloud firewalls, as their own area and that of the Droplets behind them use them.
import { type Static, Type } from 'typebox'
import type { Ctx } from '../../kernel/ctx.ts'
import { grants } from '../../kernel/scopes.ts'
import type { Db } from '../../store/database.ts'
import { type Document, Documents, type Ref } from '../../store/documents/documents.ts'
import { type Linked, linkedWith } from '../../store/documents/linked.ts'
import { sourcesOf } from '../../store/documents/links.ts'
import { droplets } from '../droplets.ts'
import { tagRef, tags } from '../tags.ts'
import { oneOf, Slugs, Time } from '../wire.ts'

const Peers = Type.Object({
  addresses: Slugs,
  droplet_ids: Type.Array(Type.Integer()),
  load_balancer_uids: Slugs,
  kubernetes_ids: Slugs,
  tags: Slugs,
})
const protocol_and_ports = { protocol: oneOf('tcp', 'udp', 'icmp'), ports: Type.String() }
const PendingChange = Type.Object({
  droplet_id: Type.Integer(),
  removing: Type.Boolean(),
  status: oneOf('waiting'),
})

export const Firewall = Type.Object({
  id: Type.String(),
  name: Type.String(),
  status: oneOf('waiting', 'succeeded', 'failed'),
  inbound_rules: Type.Array(Type.Object({ ...protocol_and_ports, sources: Peers })),
  outbound_rules: Type.Array(Type.Object({ ...protocol_and_ports, destinations: Peers })),
  created_at: Time,
  droplet_ids: Type.Array(Type.Integer()),
  tags: Slugs,
  pending_changes: Type.Array(PendingChange),
})
export type Firewall = Static<typeof Firewall>

/** What a rule lets in from, or out to, by kind of document. */
const peer_documents: Record<PeerKind, Documents<object>> = {
  droplet: droplets,
  load_balancer: new Documents<object>('load_balancer'),
  kubernetes_cluster: new Documents<object>('kubernetes_cluster'),
  tag: tags,
}
export type PeerKind = 'droplet' | 'load_balancer' | 'kubernetes_cluster' | 'tag'

/** What comes later under the same id, such as a tag made anew, has another position and is not meant. */
export interface Peer {
  kind: PeerKind
  id: string
  position: number
}

export interface Rule {
  protocol: 'tcp' | 'udp' | 'icmp'
  /** `0` is all of them. */
  ports: string
  addresses: string[]
  peers: Peer[]
}

/** Which Droplets and tags it is for is in links; what is found by tag follows the tags. */
export interface FirewallBody {
  status: 'waiting' | 'succeeded'
  inbound_rules: Rule[]
  outbound_rules: Rule[]
  /** Droplets that have not taken up the last changes yet. */
  pending: Array<{ droplet_id: string; removing: boolean }>
  /** Counts changes, so that the end of an earlier one is not taken for that of the last. */
  revision: number
}

export const firewalls = new Documents<FirewallBody>('firewall')

/** With all that they refer to and that still exists, in few queries however many they are. */
export async function shownFirewalls(
  db: Db,
  account: string,
  documents: ReadonlyArray<Document<FirewallBody>>,
): Promise<Firewall[]> {
  if (documents.length === 0) return []
  const ids = documents.map(({ id }) => id)
  const linked = await linkedWith(db, account, 'firewall', ids)
  const named = documents.flatMap(({ id, body }) => [
    ...peersOf(body),
    ...body.pending.map(({ droplet_id }) => ({ kind: 'droplet' as const, id: droplet_id })),
    ...linked.targets(id, 'tag').map((tag) => ({ kind: 'tag' as const, id: tag })),
  ])
  const known = await findPeers(db, account, named)
  return documents.map((document) => shownFirewall(document, linked, known))
}

/** Those that a Droplet is behind, by its id or one of its tags, in the order of creation. */
export async function firewallsOfDroplet(
  db: Db,
  account: string,
  droplet_id: string,
): Promise<Array<Document<FirewallBody>>> {
  const droplet = { kind: 'droplet', id: droplet_id }
  const tagged = (await sourcesOf(db, account, droplet, 'tag')).map(tagRef)
  const ids = await Promise.all([droplet, ...tagged].map((to) => sourcesOf(db, account, to, 'firewall')))
  const found = await firewalls.findMany(db, account, ids.flat())
  return found.sort((a, b) => a.position - b.position)
}

/** Droplets and tags are shown only to a token that may read such. */
export function visibleFirewall({ principal: { scopes } }: Ctx, firewall: Firewall): Firewall {
  const may_see_droplets = grants(scopes, 'droplet:read')
  return {
    ...firewall,
    droplet_ids: may_see_droplets ? firewall.droplet_ids : [],
    pending_changes: may_see_droplets ? firewall.pending_changes : [],
    tags: grants(scopes, 'tag:read') ? firewall.tags : [],
  }
}

/** What exists of what rules refer to. */
export type KnownPeers = ReadonlyMap<string, Document<object>>

export async function findPeers(
  db: Db,
  account: string,
  refs: ReadonlyArray<{ kind: PeerKind; id: string }>,
): Promise<KnownPeers> {
  const kinds = [...Map.groupBy(refs, ({ kind }) => kind)]
  const found = kinds.map(([kind, of_kind]) =>
    peer_documents[kind].findMany(
      db,
      account,
      of_kind.map(({ id }) => id),
    ),
  )
  return new Map((await Promise.all(found)).flat().map((it) => [keyOf(it), it]))
}

export const keyOf = ({ kind, id }: Ref) => `${kind} ${id}`

export const peersOf = ({ inbound_rules, outbound_rules }: FirewallBody): Peer[] =>
  [...inbound_rules, ...outbound_rules].flatMap(({ peers }) => peers)

/** Rules without what is gone. One that nothing is left of would let nobody through, and is none. */
export function livingRules(rules: readonly Rule[], known: KnownPeers): Rule[] {
  return rules
    .map((rule) => ({ ...rule, peers: rule.peers.filter((peer) => isAlive(peer, known)) }))
    .filter(({ addresses, peers }) => addresses.length + peers.length > 0)
}

const isAlive = (peer: Peer, known: KnownPeers) => known.get(keyOf(peer))?.position === peer.position

function shownFirewall(
  { id, name, created_at, body }: Document<FirewallBody>,
  linked: Linked,
  known: KnownPeers,
): Firewall {
  const nameOf = (tag: string) => known.get(keyOf({ kind: 'tag', id: tag }))?.name ?? tag
  const rules = (of: readonly Rule[]) => livingRules(of, known)
  return {
    id,
    name,
    status: body.status,
    inbound_rules: rules(body.inbound_rules).map((rule) => ({
      protocol: rule.protocol,
      ports: rule.ports,
      sources: shownPeers(rule, nameOf),
    })),
    outbound_rules: rules(body.outbound_rules).map((rule) => ({
      protocol: rule.protocol,
      ports: rule.ports,
      destinations: shownPeers(rule, nameOf),
    })),
    created_at,
    droplet_ids: linked.targets(id, 'droplet').map(Number),
    tags: linked.targets(id, 'tag').map(nameOf),
    pending_changes: body.pending
      .filter(({ droplet_id }) => known.has(keyOf({ kind: 'droplet', id: droplet_id })))
      .map(({ droplet_id, removing }) => ({ droplet_id: Number(droplet_id), removing, status: 'waiting' })),
  }
}

function shownPeers({ addresses, peers }: Rule, nameOf: (tag: string) => string): Static<typeof Peers> {
  const idsOf = (kind: PeerKind) => peers.filter((peer) => peer.kind === kind).map(({ id }) => id)
  return {
    addresses,
    droplet_ids: idsOf('droplet').map(Number),
    load_balancer_uids: idsOf('load_balancer'),
    kubernetes_ids: idsOf('kubernetes_cluster'),
    tags: idsOf('tag').map(nameOf),
  }
}
