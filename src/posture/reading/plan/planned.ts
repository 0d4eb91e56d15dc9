// A plan's resources, and how what one refers to is found before it exists: the values are known only after apply, but
// the configuration says which resource they will be of.

export interface Planned {
  /** `module.web[0].digitalocean_droplet.it["a"]`. */
  address: string
  type: string
  name: string
  /** Its module instance, as `module.web[0]`; empty for the root. */
  module: string
  index: string | number | undefined
  values: Record<string, unknown>
}

export type Content = Record<string, unknown>

export const record = (value: unknown): Content =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Content) : {}
export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
export const records = (value: unknown): Content[] => list(value).map(record)
export const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
export const texts = (value: unknown): string[] => list(value).filter((it) => typeof it === 'string')

/** A hostile file may nest without end. */
const DEEPEST = 30

/** Of this module and those below it; data sources are not resources of the plan. */
export function plannedIn(module: Content, address = '', depth = 0): Planned[] {
  if (depth > DEEPEST) return []
  const own = records(module.resources)
    .filter(({ mode }) => mode === 'managed')
    .map((it) => plannedResource(it, address))
  const below = records(module.child_modules).flatMap((it) =>
    plannedIn(it, text(it.address) ?? address, depth + 1),
  )
  return [...own, ...below]
}

function plannedResource(it: Content, module: string): Planned {
  const { address, type, name, index, values } = it
  return {
    address: text(address) ?? '?',
    type: text(type) ?? '',
    name: text(name) ?? '',
    module,
    index: typeof index === 'number' ? index : text(index),
    values: record(values),
  }
}

/** Finds the resources that expressions of a configuration refer to. A plan may have thousands of each, so that all is looked up. */
export class References {
  readonly #root: Content
  readonly #planned: ReadonlyMap<string, Planned[]>
  readonly #instances: ReadonlyMap<string, Planned[]>
  readonly #modules: readonly string[]
  /** By the names of the modules on the way to it. */
  readonly #configured = new Map<string, ReadonlyMap<string, Content>>()

  constructor(root: Content, planned: readonly Planned[]) {
    this.#root = root
    const keyOf = ({ module, type, name }: Planned) => `${module} ${type}.${name}`
    this.#planned = Map.groupBy(planned, keyOf)
    this.#instances = Map.groupBy(planned, (it) => `${keyOf(it)} ${it.index ?? ''}`)
    this.#modules = [...new Set(planned.map(({ module }) => module))]
  }

  /** What an attribute refers to; `path` goes through blocks, as `['inbound_rule', 0, 'source_droplet_ids']`. */
  targetsOf(it: Planned, path: ReadonlyArray<string | number>): Planned[] {
    const resource = this.#configurationOf(it)
    const expression = path.reduce<unknown>(
      (inner, step) => (Array.isArray(inner) ? inner[step as number] : record(inner)[step]),
      resource.expressions,
    )
    const found = this.#resolve(record(expression), { module: it.module, at: it, depth: 0 })
    return [...new Set(found)]
  }

  #configurationOf({ module, type, name }: Planned): Content {
    const way = namesIn(module).join('.')
    let known = this.#configured.get(way)
    if (!known) {
      const resources = records(this.#moduleAt(module).resources)
      known = new Map(resources.map((it) => [`${it.type}.${it.name}`, it]))
      this.#configured.set(way, known)
    }
    return known.get(`${type}.${name}`) ?? {}
  }

  /** By the address of an instance. */
  #moduleAt(address: string): Content {
    return namesIn(address).reduce(
      (module, name) => record(record(record(module.module_calls)[name]).module),
      this.#root,
    )
  }

  #resolve(expression: Content, place: Place): Planned[] {
    if (place.depth > DEEPEST) return []
    const all = texts(expression.references)
    // `a.b[0].id` comes along with `a.b[0]` and `a.b`, which say less.
    const most = all.filter(
      (it) => !all.some((other) => other.startsWith(`${it}.`) || other.startsWith(`${it}[`)),
    )
    return most.flatMap((reference) => this.#resolveOne(reference, { ...place, depth: place.depth + 1 }))
  }

  #resolveOne(reference: string, place: Place): Planned[] {
    const [head = '', name = ''] = reference.split('.')
    if (head === 'var') return this.#resolveVariable(name.replace(/\[.*/, ''), place)
    if (head === 'module') return this.#resolveOutput(reference, place)
    if (head === 'each' && place.at) {
      const each = record(this.#configurationOf(place.at).for_each_expression)
      return this.#resolve(each, { ...place, at: undefined }).filter(({ index }) => index === place.at?.index)
    }
    return this.#resolveResource(reference, place)
  }

  #resolveVariable(name: string, place: Place): Planned[] {
    const own = namesIn(place.module).at(-1)
    if (own === undefined) return []
    const module = place.module.replace(/\.?module\.\w[\w-]*(\[("[^"]*"|\d+)\])?$/, '')
    const call = record(record(this.#moduleAt(module).module_calls)[own])
    return this.#resolve(record(record(call.expressions)[name]), { ...place, module, at: undefined })
  }

  #resolveOutput(reference: string, place: Place): Planned[] {
    const [, step = '', name = '', index, output = ''] =
      /^(module\.([\w-]+)(\[(?:"[^"]*"|\d+)\])?)\.(\w[\w-]*)/.exec(reference) ?? []
    const prefix = place.module === '' ? '' : `${place.module}.`
    const expression = record(
      record(record(this.#moduleAt(`${prefix}module.${name}`).outputs)[output]).expression,
    )
    const instances = [...this.#instancesOf(`${prefix}module.${name}`)]
    const meant = index === undefined ? instances : [`${prefix}${step}`]
    return meant.flatMap((module) => this.#resolve(expression, { ...place, module, at: undefined }))
  }

  #instancesOf(address: string): Set<string> {
    const own = this.#modules.flatMap((module) =>
      module === address || module.startsWith(`${address}.`) || module.startsWith(`${address}[`)
        ? [address + (/^\[("[^"]*"|\d+)\]/.exec(module.slice(address.length))?.[0] ?? '')]
        : [],
    )
    return new Set(own)
  }

  #resolveResource(reference: string, { module, at }: Place): Planned[] {
    const [, kind, written] = /^(\w+\.[\w-]+)(?:\[("[^"]*"|\d+)\])?/.exec(reference) ?? []
    const instance = (index: string | number) => this.#instances.get(`${module} ${kind} ${index}`)
    if (written !== undefined) return instance(unquoted(written)) ?? []
    // With count.index or each.key on both sides, like goes with like.
    const same = at?.index === undefined ? undefined : instance(at.index)
    return same ?? this.#planned.get(`${module} ${kind}`) ?? []
  }
}

interface Place {
  module: string
  /** Whose expression it is, while that is known. */
  at: Planned | undefined
  depth: number
}

/** Resources by what an attribute of theirs holds, or each entry of a list of it, and by what it refers to. */
export interface Leading {
  byValue: ReadonlyMap<unknown, Planned[]>
  byTarget: ReadonlyMap<Planned, Planned[]>
}

export function indexLeading(all: readonly Planned[], attribute: string, references: References): Leading {
  const index = { byValue: new Map<unknown, Planned[]>(), byTarget: new Map<Planned, Planned[]>() }
  for (const it of all) {
    for (const value of new Set([it.values[attribute]].flat())) add(index.byValue, value, it)
    for (const target of references.targetsOf(it, [attribute])) add(index.byTarget, target, it)
  }
  return index
}

function add<Key>(index: Map<Key, Planned[]>, key: Key, it: Planned): void {
  const others = index.get(key)
  if (others) others.push(it)
  else index.set(key, [it])
}

/** `module.a["x"].module.b` gives a, b. */
const namesIn = (address: string) =>
  [...address.matchAll(/(?:^|\.)module\.([\w-]+)/g)].map(([, name = '']) => name)

const unquoted = (index: string) => index.replaceAll('"', '')
