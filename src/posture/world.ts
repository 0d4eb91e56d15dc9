// An account as rules see it: its resources, found by id and tag, and what is derived from them once for all rules.
import { NotKnown } from './facts/not_known.ts'
import type { FactsOf, Resource, ResourceType } from './inventory.ts'

export class World {
  /** When the inventory was taken. */
  readonly now: Date
  readonly #resources: ReadonlyMap<ResourceType, Resource[]>
  readonly #derived = new Map<unknown, unknown>()

  constructor(resources: ReadonlyMap<ResourceType, Resource[]>, now: Date) {
    this.#resources = resources
    this.now = now
  }

  /** In the order of the inventory. */
  all<Type extends ResourceType>(type: Type): ReadonlyArray<Resource<Type>> {
    return (this.#resources.get(type) ?? []) as Resource<Type>[]
  }

  facts<Type extends ResourceType>(type: Type): ReadonlyArray<FactsOf<Type>> {
    return this.derived(`facts ${type}`, () => this.all(type).map(({ facts }) => facts))
  }

  /** Made when it is first asked for; whoever asks by the same key gets the same, or the same NotKnown is thrown. */
  derived<Value>(key: unknown, make: (world: World) => Value): Value {
    return madeOnce(this.#derived as Map<unknown, Value | NotKnown>, key, () => make(this))
  }

  /** How long ago that was, in days. */
  daysSince(time: string): number {
    return (this.now.getTime() - Date.parse(time)) / 86_400_000
  }
}

function madeOnce<Key, Value>(made: Map<Key, Value | NotKnown>, key: Key, make: () => Value): Value {
  let known = made.get(key)
  if (known === undefined && !made.has(key)) {
    known = orNotKnown(make)
    made.set(key, known)
  }
  if (known instanceof NotKnown) throw known
  return known as Value
}

function orNotKnown<Value>(make: () => Value): Value | NotKnown {
  try {
    return make()
  } catch (error) {
    if (error instanceof NotKnown) return error
    throw error
  }
}

/** An index that a world makes once: the resources of a type by whatever `keysOf` says of each. */
export function indexOf<Type extends ResourceType>(
  type: Type,
  keysOf: (facts: FactsOf<Type>) => Iterable<string | number>,
): (world: World) => ReadonlyMap<string | number, ReadonlyArray<FactsOf<Type>>> {
  const make = (world: World) => {
    const found = new Map<string | number, FactsOf<Type>[]>()
    for (const facts of world.facts(type))
      for (const key of keysOf(facts)) {
        const others = found.get(key)
        if (others) others.push(facts)
        else found.set(key, [facts])
      }
    return found
  }
  return (world) => world.derived(make, make)
}

/** What is found of a resource when a rule first asks for it, and kept for the others. */
export function remembered<Facts extends object, Value>(
  find: (world: World, facts: Facts) => Value,
): (world: World, facts: Facts) => Value {
  const makeMap = () => new Map<Facts, Value | NotKnown>()
  return (world, facts) => {
    const known = world.derived(find, makeMap)
    return madeOnce(known, facts, () => find(world, facts))
  }
}
