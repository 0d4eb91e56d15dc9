// How what a resource refers to is found before it exists: the value is known only after apply, but the configuration
// says which resource it will be of.
import {
  type Configuration,
  type Content,
  DEEPEST,
  type Planned,
  parentOf,
  record,
  texts,
  type Unknown,
} from './planned.ts'

export interface Referent {
  /** A resource or a data source; undefined for a value that is known, such as a variable's. */
  of: Planned | undefined
  /** Which attribute of it; empty where an expression takes all of it. */
  attribute: string
}

/** Undefined where something is referred to that the plan does not have. */
type Found = Referent[] | undefined

interface Place {
  module: string
  /** Whose expression it is, while that is known. */
  at: Planned | undefined
  /** With count.index or each.key on both sides, like goes with like. */
  alike: boolean
  depth: number
}

const VALUE: Referent = { of: undefined, attribute: '' }

export class References {
  readonly #configuration: Configuration
  readonly #planned: ReadonlyMap<string, Planned[]>
  /** Each is asked for by all that it may belong to. */
  readonly #found = new WeakMap<Unknown, Found>()
  /** Of module instances. */
  readonly #modules: ReadonlySet<string>
  /** By a module's address. */
  readonly #instances = new Map<string, string[]>()

  /** `planned` has data sources too. */
  constructor(configuration: Configuration, planned: readonly Planned[]) {
    this.#configuration = configuration
    this.#modules = new Set(planned.map(({ module }) => module))
    this.#planned = Map.groupBy(
      planned,
      ({ mode, module, type, name }) => `${module} ${mode === 'data' ? 'data.' : ''}${type}.${name}`,
    )
  }

  /** What a value of a resource will be made of. Of several expressions that it may have, all must say the same. */
  of(it: Planned, unknown: Unknown): Found {
    const known = this.#found.get(unknown)
    if (known || this.#found.has(unknown)) return known
    const found = this.#find(it, unknown)
    this.#found.set(unknown, found)
    return found
  }

  #find(at: Planned, { expressions }: Unknown): Found {
    const place: Place = { module: at.module, at, alike: false, depth: 0 }
    const [first, ...others] = expressions.map((expression) => this.#resolve(expression, place))
    // What only chooses, as an index does, is nothing that a value is made of.
    const isTold = first?.length !== 0 && others.every((other) => isSame(first, other))
    return isTold ? first : undefined
  }

  #resolve(expression: Content, place: Place): Found {
    const all = texts(expression.references)
    if (place.depth > DEEPEST || all.length === 0) return undefined
    // `a.b[0].id` comes along with `a.b[0]` and `a.b`, which say less.
    const most = all.filter(
      (it) => !all.some((other) => other.startsWith(`${it}.`) || other.startsWith(`${it}[`)),
    )
    const alike = most.some((it) => SELECTORS.test(it) || it.startsWith('each.'))
    const found = most.map((it) => this.#resolveOne(it, { ...place, alike, depth: place.depth + 1 }))
    return joined(found)
  }

  #resolveOne(reference: string, place: Place): Found {
    const [head = '', name = ''] = reference.split('.')
    if (SELECTORS.test(reference)) return []
    if (CONSTANTS.has(head)) return [VALUE]
    if (head === 'var') return this.#resolveVariable(name.replace(/\[.*/, ''), place)
    if (head === 'module') return this.#resolveOutput(reference, place)
    if (head === 'each') return this.#resolveEach(place)
    return this.#resolveResource(reference, place)
  }

  #resolveVariable(name: string, place: Place): Found {
    const { module } = place
    const given = module === '' ? undefined : this.#configuration.argument(module, name)
    if (texts(given?.references).length === 0) return [VALUE]
    return this.#resolve(record(given), { ...place, module: parentOf(module), at: undefined })
  }

  #resolveOutput(reference: string, place: Place): Found {
    const [, step = '', name = '', index, output = ''] =
      /^(module\.([\w-]+)(\[(?:"[^"]*"|\d+)\])?)\.(\w[\w-]*)/.exec(reference) ?? []
    const prefix = place.module === '' ? '' : `${place.module}.`
    const expression = this.#configuration.output(`${prefix}module.${name}`, output)
    const meant = index === undefined ? this.#instancesOf(`${prefix}module.${name}`) : [`${prefix}${step}`]
    if (meant.length === 0) return undefined
    return joined(meant.map((module) => this.#resolve(expression, { ...place, module, at: undefined })))
  }

  #instancesOf(address: string): string[] {
    const known = this.#instances.get(address)
    if (known) return known
    const own = [...this.#modules].flatMap((module) =>
      module === address || module.startsWith(`${address}.`) || module.startsWith(`${address}[`)
        ? [address + (/^\[("[^"]*"|\d+)\]/.exec(module.slice(address.length))?.[0] ?? '')]
        : [],
    )
    const instances = [...new Set(own)]
    this.#instances.set(address, instances)
    return instances
  }

  /** That one of what the resource is repeated for. Values that are known only choose. */
  #resolveEach(place: Place): Found {
    const each = place.at && record(this.#configuration.of(place.at)?.for_each_expression)
    if (!each) return undefined
    if (texts(each.references).length === 0) return []
    const own = this.#resolve(each, { ...place, at: undefined })?.filter(
      ({ of }) => of !== undefined && of.index === place.at?.index,
    )
    return own?.length === 0 ? undefined : own
  }

  #resolveResource(reference: string, { module, at, alike }: Place): Found {
    const [, kind, written, attribute = ''] =
      /^((?:data\.)?\w+\.[\w-]+)(?:\[("[^"]*"|\d+)\])?(?:\.(\w+))?/.exec(reference) ?? []
    const all = this.#planned.get(`${module} ${kind}`) ?? []
    const found = all.filter(({ index }) => {
      if (written !== undefined) return String(index) === unquoted(written)
      return !alike || index === undefined || index === at?.index
    })
    return found.length === 0 ? undefined : found.map((of) => ({ of, attribute }))
  }
}

/** They choose among what is referred to, and add nothing. */
const SELECTORS = /^(count\.index|each\.key)/

/** Known before apply: the workspace, folders. */
const CONSTANTS = new Set(['terraform', 'path'])

/** All of them, each once; undefined where one is. */
function joined(found: Found[]): Found {
  const all = new Map<string, Referent>()
  for (const referents of found) {
    if (!referents) return undefined
    for (const it of referents) all.set(keyOf(it), it)
  }
  return [...all.values()]
}

const keyOf = ({ of, attribute }: Referent) => `${of?.mode} ${of?.address}.${attribute}`

const isSame = (one: Found, other: Found) =>
  one !== undefined && one.map(keyOf).join(' ') === other?.map(keyOf).join(' ')

const unquoted = (index: string) => index.replaceAll('"', '')
