// How the provider's attributes become what the public API would show.
import { createHash } from 'node:crypto'
import type { ResourceType } from '../../inventory.ts'
import { type Content, list, type Planned, record, text, texts, Unknown } from './planned.ts'
import type { Referent } from './references.ts'

export interface PlanView {
  /** When the plan was made: new resources are made then. */
  at: string
  all(type: string): Planned[]
  /** What is made once for a plan, however many resources ask for it: an index of others. */
  once<Made>(key: string, make: () => Made): Made
  /** Data sources that were read before. */
  read(type: string): Planned[]
  /** What a value that is not known will be made of; undefined where that is not known either. */
  referentsOf(it: Planned, value: Unknown): Referent[] | undefined
  /** As it is written, where that is a constant. */
  constantOf(it: Planned, attribute: string): unknown
}

export interface Shape {
  type: ResourceType
  facts(it: Planned, plan: PlanView): Content
}

/** Of those that the provider has yet to give: from a range that nobody has. */
export const FUTURE_ADDRESS = '192.0.2.1'
export const FUTURE_PRIVATE = '10.0.0.2'

/** As much of an id as an inventory has in a URN. */
const ID_MAX = 200
const HASH_LENGTH = 16

/** As an URN has it, cut as an inventory cuts it. */
export const idOf = (id: unknown) => String(id).slice(0, ID_MAX)

/** In place of an id that is yet to be given. Long addresses may differ in their ends only, as they may in a hash. */
export function idByAddress(address: string): string {
  if (address.length <= ID_MAX) return address
  const hash = createHash('sha256').update(address).digest('hex').slice(0, HASH_LENGTH)
  return `${address.slice(0, ID_MAX - HASH_LENGTH - 1)}~${hash}`
}

const NUMBERED = new Set<ResourceType>(['droplet', 'ssh_key'])

/** Its id; before it has one, its address, or a number that is made of it. */
export function urnIdOf({ address, values }: Planned, type: ResourceType): string | number {
  const known = text(values.id) ?? (typeof values.id === 'number' ? String(values.id) : undefined)
  if (!NUMBERED.has(type)) return known ?? idByAddress(address)
  return known !== undefined && /^\d{1,15}$/.test(known) ? Number(known) : numberOf(address)
}

export const numberOf = (address: string): number =>
  createHash('sha256').update(address).digest().readUIntBE(0, 6)

/** What ids are of. */
export interface Target {
  terraform: string
  type: ResourceType
}

export const DROPLETS: Target = { terraform: 'digitalocean_droplet', type: 'droplet' }
export const VOLUMES: Target = { terraform: 'digitalocean_volume', type: 'volume' }
export const VPCS: Target = { terraform: 'digitalocean_vpc', type: 'vpc' }
export const BALANCERS: Target = { terraform: 'digitalocean_loadbalancer', type: 'load_balancer' }
export const DATABASES: Target = { terraform: 'digitalocean_database_cluster', type: 'database' }
export const CLUSTERS: Target = { terraform: 'digitalocean_kubernetes_cluster', type: 'kubernetes_cluster' }
export const SSH_KEYS: Target = { terraform: 'digitalocean_ssh_key', type: 'ssh_key' }

type Id = string | number

/**
 * Ids that an attribute holds, or will hold of what it refers to. A plan does not tell what else is written in a list
 * beside references: the list is taken to be of these.
 */
export function idsOf(it: Planned, value: unknown, plan: PlanView, ...targets: Target[]): Id[] | Unknown {
  if (!(value instanceof Unknown)) return writtenIds(value, targets)
  return allOf(
    plan.referentsOf(it, value)?.map(({ of }) => of && idOfResource(of, plan, targets)),
    value,
  )
}

/** The one that an attribute holds; values that are known only choose which. */
export function oneIdOf(
  it: Planned,
  value: unknown,
  plan: PlanView,
  target: Target,
): Id | undefined | Unknown {
  if (!(value instanceof Unknown)) return writtenIds(value, [target])[0]
  const only = onlyResource(it, value, plan)
  return (only && idOfResource(only, plan, [target])) ?? value
}

/** Undefined where there are several, of which the value may be any. Values that are known only choose. */
function onlyResource(it: Planned, value: Unknown, plan: PlanView): Planned | undefined {
  const [only, second] = plan.referentsOf(it, value)?.flatMap(({ of }) => of ?? []) ?? []
  return second ? undefined : only
}

const writtenIds = (value: unknown, targets: Target[]): Id[] => {
  const ids = list(Array.isArray(value) ? value : [value]).filter(
    (id) => typeof id === 'string' || typeof id === 'number',
  )
  return targets.every(({ type }) => NUMBERED.has(type)) ? ids.map(Number) : ids
}

function idOfResource(of: Planned, plan: PlanView, targets: Target[]): Id | undefined {
  const target = targets.find(({ terraform }) => terraform === of.type)
  if (!target) return undefined
  if (of.mode === 'managed') return urnIdOf(of, target.type)
  const { id } = of.values
  if (typeof id === 'string' || typeof id === 'number') return writtenIds(id, [target])[0]
  const same = namedAs(of, plan)
  return same && urnIdOf(same, target.type)
}

/** A data source that is read only after apply may ask for a resource of the same plan by its name. */
const namedAs = ({ type, values: { name } }: Planned, plan: PlanView): Planned | undefined =>
  text(name) === undefined ? undefined : plan.all(type).find(({ values }) => values.name === name)

/** Each of them once; what is not known, where one is not. */
const allOf = <Item>(items: Array<Item | undefined> | undefined, otherwise: Unknown): Item[] | Unknown =>
  items?.every((item) => item !== undefined) ? [...new Set(items)] : otherwise

/** The id of a tag is its name. */
export function tagsOf(it: Planned, value: unknown, plan: PlanView): string[] | Unknown {
  if (!(value instanceof Unknown)) return texts(value)
  return allOf(
    plan.referentsOf(it, value)?.map(({ of }) => of && tagOf(of)),
    value,
  )
}

export function oneTagOf(it: Planned, value: unknown, plan: PlanView): string | undefined | Unknown {
  if (!(value instanceof Unknown)) return text(value)
  const only = onlyResource(it, value, plan)
  return (only && tagOf(only)) ?? value
}

const tagOf = ({ type, values }: Planned): string | undefined =>
  type === 'digitalocean_tag' ? text(values.name) : undefined

interface Part {
  terraform: string
  attribute: string
}

/** Those that an attribute of theirs says belong to `it`; not known while there is one of which nobody can tell. */
export function partsOf(
  it: Planned,
  plan: PlanView,
  { own, ...part }: Part & { own: string },
): Planned[] | Unknown {
  const leading = plan.once(`${part.terraform} ${part.attribute} ${it.type}`, () =>
    leadingTo(it.type, part, plan),
  )
  if (leading instanceof Unknown) return leading
  const value = it.values[own]
  const holding = value === undefined ? [] : (leading.get(value) ?? [])
  return [...new Set([...holding, ...(leading.get(it) ?? [])])]
}

/** By what the attribute of theirs holds, or the one resource of the type that it refers to. */
function leadingTo(
  type: string,
  { terraform, attribute }: Part,
  plan: PlanView,
): Map<unknown, Planned[]> | Unknown {
  const leading = new Map<unknown, Planned[]>()
  for (const it of plan.all(terraform)) {
    const value = it.values[attribute]
    const end = value instanceof Unknown ? endOf(it, value, type, plan) : value
    if (end instanceof Unknown) return end
    append(leading, end, it)
  }
  return leading
}

/** A data source that is named unlike all that is planned leads to what is there already. */
function endOf(it: Planned, value: Unknown, type: string, plan: PlanView): unknown {
  const only = onlyResource(it, value, plan)
  if (only?.type !== type) return new Unknown([])
  if (only.mode === 'managed') return only
  const { id, name } = only.values
  return text(id) ?? namedAs(only, plan) ?? (text(name) === undefined ? new Unknown([]) : only)
}

export function append<Key, Item>(lists: Map<Key, Item[]>, key: Key, item: Item): void {
  const others = lists.get(key)
  if (others) others.push(item)
  else lists.set(key, [item])
}

/** What is made of something, where it is known. */
export const known = <Value, Made>(value: Value | Unknown, make: (value: Value) => Made): Made | Unknown =>
  value instanceof Unknown ? value : make(value)

/** What is left to the provider is as the API has it by default. */
export const or = (value: unknown, fallback: unknown): unknown => (value === undefined ? fallback : value)

/** A block that may be there once is a list of one in a plan. */
export const single = (value: unknown): Content | Unknown | undefined => {
  if (value instanceof Unknown) return value
  const [first] = list(value)
  return first === undefined ? undefined : record(first)
}

/** Its address, where its name is not written. */
export const named = ({ address, values }: Planned): unknown => or(values.name, address)

export const regionOf = ({ region }: Content) => ({ slug: or(region, 'unknown') })

/** The provider has some times as the API writes them, and some as Go does: `2026-01-31 08:00:00 +0000 UTC`. */
export function timed({ values }: Planned, plan: PlanView): string {
  const written = text(values.created_at)?.replace(/^(\S+) (\S+) \+0000 UTC$/, '$1T$2Z')
  return written || plan.at
}

/** Only the entries that have a value. */
export const present = (content: Content): Content =>
  Object.fromEntries(Object.entries(content).filter(([, value]) => value !== undefined))
