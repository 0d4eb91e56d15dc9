// How the provider's attributes become what the public API would show.
import { createHash } from 'node:crypto'
import type { ResourceType } from '../../inventory.ts'
import { type Content, type Leading, list, type Planned, record, text } from './planned.ts'

export interface PlanView {
  /** When the plan was made: new resources are made then. */
  at: string
  targetsOf(it: Planned, path: ReadonlyArray<string | number>): Planned[]
  /** The resources of a Terraform type by what that attribute of theirs leads to. */
  leadingBy(type: string, attribute: string): Leading
}

export interface Shape {
  type: ResourceType
  facts(it: Planned, plan: PlanView): Content
}

/** As an URN has it, cut as an inventory cuts it. */
export const idOf = (id: unknown) => String(id).slice(0, 200)

const NUMBERED = new Set<ResourceType>(['droplet', 'ssh_key'])

/** Its id; before it has one, its address, or a number that is made of it. */
export function urnIdOf({ address, values }: Planned, type: ResourceType): string | number {
  const known = text(values.id) ?? (typeof values.id === 'number' ? String(values.id) : undefined)
  if (!NUMBERED.has(type)) return known ?? address
  return known !== undefined && /^\d{1,15}$/.test(known) ? Number(known) : numberOf(address)
}

export const numberOf = (address: string): number =>
  createHash('sha256').update(address).digest().readUIntBE(0, 6)

/** Ids that an attribute holds, or will hold of what it refers to. */
export function idsOf(
  it: Planned,
  path: ReadonlyArray<string | number>,
  plan: PlanView,
  target: { terraform: string; type: ResourceType },
): Array<string | number> {
  const value = path.reduce<unknown>(
    (inner, step) => (Array.isArray(inner) ? inner[step as number] : record(inner)[step]),
    it.values,
  )
  const written = (Array.isArray(value) ? value : [value]).filter(
    (id) => typeof id === 'string' || typeof id === 'number',
  )
  const known = written.map((id) => (NUMBERED.has(target.type) ? Number(id) : id))
  const referred = plan
    .targetsOf(it, path)
    .filter(({ type }) => type === target.terraform)
    .map((other) => urnIdOf(other, target.type))
  return [...new Set([...known, ...referred])]
}

export const DROPLETS = { terraform: 'digitalocean_droplet', type: 'droplet' } as const
export const VPCS = { terraform: 'digitalocean_vpc', type: 'vpc' } as const
export const CERTIFICATES = { terraform: 'digitalocean_certificate', type: 'certificate' } as const

/** Those that an attribute of theirs says belong to `it`. */
export function partsOf(
  it: Planned,
  plan: PlanView,
  { terraform, attribute, own }: { terraform: string; attribute: string; own: string },
): Planned[] {
  const { byValue, byTarget } = plan.leadingBy(terraform, attribute)
  const value = it.values[own]
  const holding = value === undefined ? [] : (byValue.get(value) ?? [])
  return [...new Set([...holding, ...(byTarget.get(it) ?? [])])]
}

/** A block that may be there once is a list of one in a plan. */
export const single = (value: unknown): Content | undefined => {
  const [first] = list(value)
  return first === undefined ? undefined : record(first)
}

export const named = ({ address, values }: Planned): string => text(values.name) ?? address

export const timed = ({ values }: Planned, plan: PlanView): string => text(values.created_at) ?? plan.at

/** Only the entries that have a value. */
export const present = (content: Content): Content =>
  Object.fromEntries(Object.entries(content).filter(([, value]) => value !== undefined))
