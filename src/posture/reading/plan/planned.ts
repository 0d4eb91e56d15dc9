// A plan's resources and data sources, as `terraform show -json` lists them, and what is written of them.

export interface Planned {
  /** `module.web[0].digitalocean_droplet.it["a"]`. */
  address: string
  /** Data sources are no resources of the plan, but resources refer to them. */
  mode: 'managed' | 'data'
  type: string
  name: string
  /** Its module instance, as `module.web[0]`; empty for the root. */
  module: string
  index: string | number | undefined
  /** Without what is unset; what is known only after apply is an `Unknown`. */
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
export const DEEPEST = 30

/**
 * What is known only after apply, with what the configuration has for it: several expressions where nobody can tell
 * which of them it will be of, and none where the configuration does not show it, as in a dynamic block.
 */
export class Unknown {
  readonly expressions: readonly Content[]

  constructor(expressions: readonly Content[]) {
    this.expressions = expressions
  }
}

/** Of this module and those below it. */
export function plannedIn(module: Content, address = '', depth = 0): Planned[] {
  if (depth > DEEPEST) return []
  const own = records(module.resources).map((it) => plannedResource(it, address))
  const below = records(module.child_modules).flatMap((it) =>
    plannedIn(it, text(it.address) ?? address, depth + 1),
  )
  return [...own, ...below]
}

function plannedResource(it: Content, module: string): Planned {
  const { address, mode, type, name, index, values } = it
  return {
    mode: mode === 'managed' ? 'managed' : 'data',
    address: text(address) ?? '?',
    type: text(type) ?? '',
    name: text(name) ?? '',
    module,
    index: typeof index === 'number' ? index : text(index),
    values: record(values),
  }
}

/** What is written: by whom a value will be given that is known only after apply. */
export class Configuration {
  readonly #root: Content
  readonly #byModule = new Map<string, ReadonlyMap<string, Content>>()

  constructor(root: Content) {
    this.#root = root
  }

  /** Undefined where the plan does not show it. */
  of({ mode, module, type, name }: Pick<Planned, 'mode' | 'module' | 'type' | 'name'>): Content | undefined {
    const known = this.#byModule.get(module)
    const resources = known ?? new Map(records(this.#moduleAt(module).resources).map((it) => [keyOf(it), it]))
    if (!known) this.#byModule.set(module, resources)
    return resources.get(keyOf({ mode, type, name }))
  }

  /** What the caller of a module instance gives to one of its variables. */
  argument(module: string, name: string): Content | undefined {
    const call = record(record(this.#moduleAt(parentOf(module)).module_calls)[namesIn(module).at(-1) ?? ''])
    const expression = record(call.expressions)[name]
    return expression === undefined ? undefined : record(expression)
  }

  output(module: string, name: string): Content {
    return record(record(record(this.#moduleAt(module).outputs)[name]).expression)
  }

  /** By the address of an instance. */
  #moduleAt(address: string): Content {
    return namesIn(address).reduce(
      (module, name) => record(record(record(module.module_calls)[name]).module),
      this.#root,
    )
  }
}

const keyOf = ({ mode, type, name }: Content) => `${mode} ${type}.${name}`

/** `module.a.module.b["x"]` is within `module.a`. */
export const parentOf = (module: string) => module.replace(/\.?module\.\w[\w-]*(\[("[^"]*"|\d+)\])?$/, '')

/** `module.a["x"].module.b` gives a, b. */
const namesIn = (address: string) =>
  [...address.matchAll(/(?:^|\.)module\.([\w-]+)/g)].map(([, name = '']) => name)
