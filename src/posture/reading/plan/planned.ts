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

/** Finds the resources that expressions of a configuration refer to. */
export class References {
  readonly #root: Content
  readonly #planned: ReadonlyMap<string, Planned[]>

  constructor(root: Content, planned: readonly Planned[]) {
    this.#root = root
    this.#planned = Map.groupBy(planned, ({ module, type, name }) => `${module} ${type}.${name}`)
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
    return records(this.#moduleAt(module).resources).find((it) => it.type === type && it.name === name) ?? {}
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
    const all = [...this.#planned.values()].flat().map(({ module }) => module)
    const own = all.flatMap((module) =>
      module === address || module.startsWith(`${address}.`) || module.startsWith(`${address}[`)
        ? [address + (/^\[("[^"]*"|\d+)\]/.exec(module.slice(address.length))?.[0] ?? '')]
        : [],
    )
    return new Set(own)
  }

  #resolveResource(reference: string, { module, at }: Place): Planned[] {
    const [, kind, written] = /^(\w+\.[\w-]+)(?:\[("[^"]*"|\d+)\])?/.exec(reference) ?? []
    const found = this.#planned.get(`${module} ${kind}`) ?? []
    if (written !== undefined) return found.filter(({ index }) => String(index) === unquoted(written))
    // With count.index or each.key on both sides, like goes with like.
    const same = found.filter(({ index }) => index !== undefined && index === at?.index)
    return same.length > 0 ? same : found
  }
}

interface Place {
  module: string
  /** Whose expression it is, while that is known. */
  at: Planned | undefined
  depth: number
}

/** `module.a["x"].module.b` gives a, b. */
const namesIn = (address: string) =>
  [...address.matchAll(/(?:^|\.)module\.([\w-]+)/g)].map(([, name = '']) => name)

const unquoted = (index: string) => index.replaceAll('"', '')
