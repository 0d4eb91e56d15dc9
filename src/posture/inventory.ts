// What is scanned: the resources of one account as the public API shows them, and what of them could not be read.
import type { Static } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { guarded, misplacedIn } from './facts/not_known.ts'
import { Pace } from './pace.ts'
import { type ResourceKind, resourceKinds } from './resource_types.ts'

export type ResourceType = keyof typeof resourceKinds
export type FactsOf<Type extends ResourceType> = Static<(typeof resourceKinds)[Type]['facts']>

/** As it is saved and read again. */
export interface Inventory {
  format: 'rockpool-inventory/1'
  /** ISO 8601. */
  taken_at: string
  /** Where from: an API's URL, `this server`, a file. */
  source: string
  resources: { [Type in ResourceType]?: unknown[] }
  /** Why a type could not be read. A type that is in neither was not asked for. */
  not_read: { [Type in ResourceType]?: string }
  /** Types that such a source tells nothing of, or not all: what is missing of them is no failure of the reading. */
  beyond?: ResourceType[]
  /** The reading was not finished. */
  unfinished?: true
  /** By URN, where the resource is declared: of what is only planned, and has no id. */
  declared?: Record<string, string>
  /** By URN, the paths of facts that the source does not tell, and that are no defaults: who asks for them gets no answer. */
  unknown?: Record<string, string[][]>
  /** By rule, why such a source cannot answer what it asks. */
  untold?: Record<string, string>
}

export interface Resource<Type extends ResourceType = ResourceType> {
  type: Type
  urn: string
  name: string
  facts: FactsOf<Type>
}

/** One that is not what the public API would show. */
export interface Malformed {
  type: ResourceType
  /** With `?` where it has no id. */
  urn: string
  name: string
  reason: string
}

export interface Checked {
  resources: ReadonlyMap<ResourceType, Resource[]>
  malformed: Malformed[]
}

const NAME_MAX = 200

const types = Object.keys(resourceKinds) as ResourceType[]

/** Sorts what rules can rely on from what they cannot. Types that are not known are not looked at. */
export async function checkInventory(
  inventory: Pick<Inventory, 'resources' | 'unknown' | 'declared'>,
  pace = new Pace(),
): Promise<Checked> {
  const { resources, unknown: unknowns, declared } = inventory
  const checked = new Map<ResourceType, Resource[]>()
  const malformed: Malformed[] = []
  for (const type of types) {
    const list = resources[type]
    if (!Array.isArray(list)) continue
    const good: Resource[] = []
    await pace.each(list, (facts) => {
      const names = namesOf(type, facts)
      const unknown = unknowns?.[names.urn] ?? []
      const reason = faultOf(type, completed(type, facts, unknown)) ?? misplacedIn(facts, unknown)
      if (reason !== undefined) malformed.push({ type, ...names, reason })
      else {
        const called = declared?.[names.urn] ?? names.urn
        const known = guarded(facts, unknown, { urn: names.urn, called })
        good.push({ type, ...names, facts: known as FactsOf<ResourceType> })
      }
    })
    checked.set(type, good)
  }
  return { resources: checked, malformed }
}

/** With what is usual in place of what is not known, of which the shape cannot be wrong. */
function completed(type: ResourceType, facts: unknown, unknown: readonly string[][]): unknown {
  if (unknown.length === 0) return facts
  const usual: Record<string, unknown> = resourceKinds[type].usual
  const missing = unknown.flatMap(([name = '', ...deeper]) =>
    deeper.length === 0 ? [[name, usual[name]]] : [],
  )
  return { ...Object.fromEntries(missing.filter(([, value]) => value !== undefined)), ...(facts as object) }
}

export function resourceOf<Type extends ResourceType>(type: Type, facts: FactsOf<Type>): Resource<Type> {
  return { type, ...namesOf(type, facts), facts }
}

function namesOf(type: ResourceType, facts: unknown): { urn: string; name: string } {
  const { urn, id = 'id', within, called = [['name']] }: ResourceKind = resourceKinds[type]
  const known = idFrom(factAt(facts, [id]))
  const place = within === undefined ? '' : `${idFrom(factAt(facts, [within]))}/`
  const name = called.map((path) => factAt(facts, path)).find((it) => typeof it === 'string' && it !== '')
  return {
    urn: `do:${urn}:${place}${known}`,
    name: typeof name === 'string' ? name.slice(0, NAME_MAX) : known,
  }
}

const factAt = (facts: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, step) => (inner as Record<string, unknown> | null | undefined)?.[step], facts)

const idFrom = (fact: unknown): string =>
  typeof fact === 'string' || typeof fact === 'number' ? String(fact).slice(0, NAME_MAX) : '?'

const validators = new Map<ResourceType, Validator>()

function faultOf(type: ResourceType, facts: unknown): string | undefined {
  let validator = validators.get(type)
  if (!validator) {
    validator = Compile(resourceKinds[type].facts)
    validators.set(type, validator)
  }
  if (validator.Check(facts)) return undefined
  const [first] = validator.Errors(facts)
  const place = first?.instancePath ?? ''
  if (first?.keyword === 'required')
    return `not known of it: ${first.params.requiredProperties.map((name) => `${place}/${name}`.slice(1)).join(', ')}`
  return `${place || 'it'} ${first?.message ?? 'is not what the API shows'}`
}
