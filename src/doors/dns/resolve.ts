// What a zone has to say to a question.
import { RCODE, TYPE } from './wire/codes.ts'
import type { RecordSet } from './wire/record_set.ts'
import type { Node, Place, Zone } from './zone.ts'

export interface Placed {
  owner: string
  set: RecordSet
}

export interface Resolution {
  rcode: number
  authoritative: boolean
  answers: readonly Placed[]
  authority: readonly Placed[]
  additional: readonly Placed[]
}

const NOTHING: readonly Placed[] = []
/** What is behind more aliases than this is left to the asker. */
const LONGEST_CHAIN = 16

export const refusal = (rcode: number): Resolution => ({
  rcode,
  authoritative: false,
  answers: NOTHING,
  authority: NOTHING,
  additional: NOTHING,
})

/** Follows aliases within the zone. `name` is one of the zone, in lower case. */
export function resolve(zone: Zone, name: string, type: number): Resolution {
  const answers: Placed[] = []
  for (let owner = name; ; ) {
    const place = zone.find(owner)
    const alias = aliasAt(place, type)
    if (!alias) return ending(zone, place, { owner, type, answers })
    answers.push({ owner, set: alias })
    owner = alias.hosts[0] as string
    if (answers.some((it) => it.owner === owner)) return loop(answers)
    if (answers.length === LONGEST_CHAIN || !zone.holds(owner)) return found(answers)
  }
}

/** Nothing else is at the name of an alias. */
const aliasAt = ({ node, cut }: Place, type: number): RecordSet | undefined =>
  cut || type === TYPE.CNAME || type === TYPE.ANY ? undefined : node?.sets.get(TYPE.CNAME)

interface Asked {
  owner: string
  type: number
  /** The aliases that led here. */
  answers: readonly Placed[]
}

function ending(zone: Zone, { node, cut }: Place, { owner, type, answers }: Asked): Resolution {
  // Of what is delegated only this type is ours, at the delegation itself (RFC 4035, section 3.1.4.1).
  if (cut && !(type === TYPE.DS && cut === node)) return referral(zone, cut, answers)
  if (!node) return denial(zone, RCODE.NXDOMAIN, answers)
  const set = type === TYPE.ANY ? smallest(node) : node.sets.get(type)
  return set ? found([...answers, { owner, set }]) : denial(zone, RCODE.NOERROR, answers)
}

/** An answer to ANY serves whoever forges an asker's address: it gets one set, the smallest (RFC 8482, section 4.1). */
function smallest({ sets }: Node): RecordSet | undefined {
  return [...sets.values()].sort((one, other) => one.bytes - other.bytes)[0]
}

const found = (answers: readonly Placed[]): Resolution => ({
  rcode: RCODE.NOERROR,
  authoritative: true,
  answers,
  authority: NOTHING,
  additional: NOTHING,
})

/** Aliases that lead nowhere are an error (RFC 1034, section 3.6.2). */
const loop = (answers: readonly Placed[]): Resolution => ({ ...found(answers), rcode: RCODE.SERVFAIL })

const denial = (zone: Zone, rcode: number, answers: readonly Placed[]): Resolution => ({
  rcode,
  authoritative: true,
  answers,
  authority: [{ owner: zone.apex, set: zone.denial }],
  additional: NOTHING,
})

/** With the addresses of those name servers that lie in delegated parts themselves: those nobody else may know how to reach. */
function referral(zone: Zone, { name, sets }: Node, answers: readonly Placed[]): Resolution {
  const servers = sets.get(TYPE.NS) as RecordSet
  const additional = [...new Set(servers.hosts)].flatMap((host) => glue(zone, host))
  return {
    rcode: RCODE.NOERROR,
    // The first name answered for is the alias's, which is ours.
    authoritative: answers.length > 0,
    answers,
    authority: [{ owner: name, set: servers }],
    additional,
  }
}

function glue(zone: Zone, owner: string): Placed[] {
  const node = zone.nodeAt(owner)
  const sets = node && zone.cutOver(owner) ? [node.sets.get(TYPE.A), node.sets.get(TYPE.AAAA)] : []
  return sets.flatMap((set) => (set ? [{ owner, set }] : []))
}
