// One zone, made once from its records and then only asked (RFC 1034, section 4.3.2; RFC 4592 for wildcards).
import type { Soa, ZoneRecord } from '../../cloud/zones/zone_records.ts'
import { TYPE } from './wire/codes.ts'
import { parentOf, wildcardBelow, wireName } from './wire/names.ts'
import { RecordSet, typeOf } from './wire/record_set.ts'

/** A name that exists: it has records, or names below it have. */
export interface Node {
  readonly name: string
  readonly sets: Map<number, RecordSet>
  /** The uppermost delegation at this name or above it: what lies there is another's. */
  cut: Node | undefined
}

/** Where a name leads: to its records, those of a wildcard among them; to a delegation; or, having neither, nowhere. */
export interface Place {
  node: Node | undefined
  cut: Node | undefined
}

export class Zone {
  readonly apex: string
  /** How many records. */
  readonly size: number
  /** The SOA record as it is told with what does not exist: for no longer than that may be remembered (RFC 2308). */
  readonly denial: RecordSet
  readonly #nodes = new Map<string, Node>()

  constructor(records: readonly [ZoneRecord & Soa, ...ZoneRecord[]]) {
    const [soa] = records
    this.apex = wireName(soa.name)
    this.size = records.length
    this.denial = new RecordSet(TYPE.SOA, [{ ...soa, ttl: Math.min(soa.ttl, soa.minimum) }])
    this.#nodes.set(this.apex, { name: this.apex, sets: new Map(), cut: undefined })
    for (const [name, own] of Map.groupBy(records, ({ name }) => name)) this.#add(name, own)
    const delegates = records.some(({ type, name }) => type === 'NS' && name !== soa.name)
    if (delegates) for (const node of this.#nodes.values()) node.cut = this.#cutOver(node)
  }

  /** `name` is one of this zone, in lower case. */
  find(name: string): Place {
    const node = this.#nodes.get(name)
    if (node) return { node, cut: node.cut }
    const encloser = this.#closestEncloser(name)
    if (encloser.cut) return { node: undefined, cut: encloser.cut }
    return { node: this.#nodes.get(wildcardBelow(encloser.name)), cut: undefined }
  }

  /** The node of exactly that name, be it another's. */
  nodeAt(name: string): Node | undefined {
    return this.#nodes.get(name)
  }

  holds(name: string): boolean {
    for (let at: string | undefined = name; at !== undefined; at = parentOf(at))
      if (at === this.apex) return true
    return false
  }

  #add(name: string, records: readonly ZoneRecord[]): void {
    const { sets } = this.#ensure(wireName(name))
    const [first, ...others] = records as [ZoneRecord, ...ZoneRecord[]]
    // Most names have one record, and a large zone has many names.
    if (others.length === 0) return void sets.set(typeOf(first), new RecordSet(typeOf(first), records))
    for (const [type, own] of Map.groupBy(records, typeOf)) sets.set(type, new RecordSet(type, own))
  }

  /** With the names above it, which exist as well. */
  #ensure(name: string): Node {
    const known = this.#nodes.get(name)
    if (known) return known
    this.#ensure(parentOf(name) as string)
    const node = { name, sets: new Map(), cut: undefined }
    this.#nodes.set(name, node)
    return node
  }

  #closestEncloser(name: string): Node {
    let above = parentOf(name) as string
    for (let node = this.#nodes.get(above); ; node = this.#nodes.get(above)) {
      if (node) return node
      above = parentOf(above) as string
    }
  }

  #cutOver(node: Node): Node | undefined {
    let uppermost: Node | undefined
    for (let at = node; at.name !== this.apex; at = this.#nodes.get(parentOf(at.name) as string) as Node)
      if (at.sets.has(TYPE.NS)) uppermost = at
    return uppermost
  }
}
