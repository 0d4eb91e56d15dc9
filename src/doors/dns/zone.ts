// One zone, which follows what is read of it (RFC 1034, section 4.3.2; RFC 4592 for wildcards). A change costs in
// proportion to what has changed, not to the zone.
import type { Soa, ZoneRecord } from '../../cloud/zones/zone_records.ts'
import { TYPE } from './wire/codes.ts'
import { parentOf, wildcardBelow, wireName } from './wire/names.ts'
import { RecordSet, typeOf } from './wire/record_set.ts'

/** A name that exists: it has records, or names below it have. */
export interface Node {
  readonly name: string
  readonly sets: Map<number, RecordSet>
  /** Of its records, without the SOA record. */
  ids: number[]
  /** Names that are this one and one label more. */
  children: number
}

/** Where a name leads: to its records, those of a wildcard among them; to a delegation; or, having neither, nowhere. */
export interface Place {
  node: Node | undefined
  /** The uppermost delegation at the name or above it: what lies there is another's. */
  cut: Node | undefined
}

/** Records by their ids, without the SOA record; undefined are those that are gone. */
export type RecordChanges = Iterable<readonly [id: number, record: ZoneRecord | undefined]>

export class Zone {
  readonly apex: string
  /** The SOA record as it is told with what does not exist: for no longer than that may be remembered (RFC 2308). */
  denial: RecordSet
  #soa: (ZoneRecord & Soa) | undefined
  readonly #records = new Map<number, ZoneRecord>()
  readonly #nodes = new Map<string, Node>()
  /** How many NS records are below the apex: nearly no zone has any. */
  #delegating = 0

  constructor(soa: ZoneRecord & Soa) {
    this.apex = wireName(soa.name)
    this.#nodes.set(this.apex, newNode(this.apex))
    this.denial = denialOf(soa)
    this.#placeSoa(soa)
  }

  /** How many records. */
  get size(): number {
    return this.#records.size + 1
  }

  /** The same zone. What is not among the records stays as it is. */
  change(soa: ZoneRecord & Soa, records: RecordChanges): Zone {
    const touched = new Set<Node>()
    for (const [id, record] of records) {
      this.#takeOut(id, touched)
      if (record) this.#putIn(id, record, touched)
    }
    for (const node of touched) this.#renew(node)
    if (soa !== this.#soa) this.denial = denialOf(soa)
    if (soa !== this.#soa || touched.size > 0) this.#placeSoa(soa)
    return this
  }

  /** `name` is one of this zone, in lower case. */
  find(name: string): Place {
    const cut = this.cutOver(name)
    const node = this.#nodes.get(name)
    if (node || cut) return { node, cut }
    return { node: this.#nodes.get(wildcardBelow(this.#closestEncloser(name))), cut: undefined }
  }

  /** The node of exactly that name, be it another's. */
  nodeAt(name: string): Node | undefined {
    return this.#nodes.get(name)
  }

  /** `name` is one of this zone. */
  cutOver(name: string): Node | undefined {
    if (this.#delegating === 0) return undefined
    let uppermost: Node | undefined
    for (let at = name; at !== this.apex; at = parentOf(at) as string) {
      const node = this.#nodes.get(at)
      if (node?.sets.has(TYPE.NS)) uppermost = node
    }
    return uppermost
  }

  holds(name: string): boolean {
    for (let at: string | undefined = name; at !== undefined; at = parentOf(at))
      if (at === this.apex) return true
    return false
  }

  #takeOut(id: number, touched: Set<Node>): void {
    const record = this.#records.get(id)
    if (!record) return
    const node = this.#nodes.get(wireName(record.name)) as Node
    node.ids = node.ids.filter((other) => other !== id)
    this.#records.delete(id)
    this.#countDelegation(node, record, -1)
    touched.add(node)
  }

  #putIn(id: number, record: ZoneRecord, touched: Set<Node>): void {
    const node = this.#ensure(wireName(record.name))
    node.ids.push(id)
    this.#records.set(id, record)
    this.#countDelegation(node, record, 1)
    touched.add(node)
  }

  #countDelegation(node: Node, record: ZoneRecord, by: 1 | -1): void {
    if (record.type === 'NS' && node.name !== this.apex) this.#delegating += by
  }

  /** With the names above it, which exist as well. */
  #ensure(name: string): Node {
    const known = this.#nodes.get(name)
    if (known) return known
    this.#ensure(parentOf(name) as string).children += 1
    const node = newNode(name)
    this.#nodes.set(name, node)
    return node
  }

  /** Its sets, each in the order in which its records were made. */
  #renew(node: Node): void {
    node.sets.clear()
    node.ids.sort((one, other) => one - other)
    const records = node.ids.map((id) => this.#records.get(id) as ZoneRecord)
    for (const [type, own] of Map.groupBy(records, typeOf)) node.sets.set(type, new RecordSet(type, own))
    this.#prune(node)
  }

  /** A name with nothing at it or below it does not exist. */
  #prune(node: Node): void {
    const is_needed = node.ids.length > 0 || node.children > 0 || node.name === this.apex
    if (is_needed || !this.#nodes.delete(node.name)) return
    const above = this.#nodes.get(parentOf(node.name) as string) as Node
    above.children -= 1
    this.#prune(above)
  }

  #placeSoa(soa: ZoneRecord & Soa): void {
    this.#soa = soa
    this.#nodes.get(this.apex)?.sets.set(TYPE.SOA, new RecordSet(TYPE.SOA, [soa]))
  }

  #closestEncloser(name: string): string {
    let above = parentOf(name) as string
    while (!this.#nodes.has(above)) above = parentOf(above) as string
    return above
  }
}

const newNode = (name: string): Node => ({ name, sets: new Map(), ids: [], children: 0 })

const denialOf = (soa: ZoneRecord & Soa) =>
  new RecordSet(TYPE.SOA, [{ ...soa, ttl: Math.min(soa.ttl, soa.minimum) }])
