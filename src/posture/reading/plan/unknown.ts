// What is known only after apply: the plan says of each attribute that it is so, and the configuration whether somebody
// has written it, or the provider chooses it, as it does with ids and states.
import type { TSchema } from 'typebox'
import {
  type Configuration,
  type Content,
  DEEPEST,
  list,
  type Planned,
  record,
  records,
  Unknown,
} from './planned.ts'

/** The resource with its unknown values among the others. `after_unknown` is what the plan says of it. */
export function withUnknowns(it: Planned, after_unknown: unknown, configuration: Configuration): Planned {
  const own = configuration.of(it)
  const written = own ? [record(own.expressions)] : []
  return { ...it, values: valuesOf({ known: it.values, unknown: record(after_unknown), written }, 0) }
}

interface Block {
  known: Content
  unknown: Content
  /** What the configuration may have for it; none where it does not show it, as with dynamic blocks. */
  written: readonly Content[]
}

function valuesOf({ known, unknown, written }: Block, depth: number): Content {
  if (depth > DEEPEST) return {}
  const names = [...new Set([...Object.keys(known), ...Object.keys(unknown)])]
  const values = names.map((name): [string, unknown] => {
    const later = unknown[name]
    if (later === true) return [name, writtenLater(name, written)]
    return [name, valueIn({ known: known[name], later, name, written }, depth)]
  })
  return Object.fromEntries(values.filter(([, value]) => value !== undefined))
}

/** Undefined where nobody has written it: then it is what the provider gives to every new resource. */
function writtenLater(name: string, written: readonly Content[]): Unknown | undefined {
  const own = written.filter((it) => Object.hasOwn(it, name)).map((it) => record(it[name]))
  if (own.length === 0 && written.length > 0 && !ONLY_WRITTEN.has(name)) return undefined
  return new Unknown(own.length === written.length ? own : [])
}

/** Blocks that no provider chooses: where the configuration does not show them, they are dynamic. */
const ONLY_WRITTEN = new Set([
  ...['inbound_rule', 'outbound_rule', 'forwarding_rule', 'rule', 'grant', 'node_pool', 'spec', 'settings'],
  ...['notifications', 'alerts'],
])

interface Attribute {
  known: unknown
  later: unknown
  name: string
  written: readonly Content[]
}

/** What is null is left to the provider. */
function valueIn({ known, later, name, written }: Attribute, depth: number): unknown {
  if (!Array.isArray(known)) {
    if (typeof known !== 'object' || known === null) return known ?? undefined
    const inner = written.map((it) => record(it[name]))
    return valuesOf({ known: record(known), unknown: record(later), written: inner }, depth + 1)
  }
  if (!known.some((it) => typeof it === 'object' && it !== null))
    return list(later).includes(true) || known.includes(null) ? writtenLater(name, written) : known
  const blocks = written.flatMap((it) => records(it[name]))
  // Of more than are written, some are dynamic: one that is like none that is written may be any of those.
  const areAllWritten = known.length <= blocks.length || !ONLY_WRITTEN.has(name)
  return known.map((it, at) => {
    const block = { known: record(it), unknown: record(list(later)[at]) }
    const { alike, whole } = blocksLike(block, blocks)
    const may_be = whole.length > 0 || !areAllWritten ? whole : alike
    return valuesOf({ ...block, written: may_be }, depth + 1)
  })
}

/** Plans have blocks in an order of their own: those that it may be have the same constants. The whole ones also have what is unknown of it. */
function blocksLike({ known, unknown }: Omit<Block, 'written'>, blocks: Content[]) {
  const alike = blocks.filter((it) =>
    Object.entries(it).every(([name, expression]) => mayBe(record(expression), known[name])),
  )
  const later = Object.keys(unknown).filter((name) => unknown[name] === true)
  const whole = alike.filter((it) => later.every((name) => Object.hasOwn(it, name)))
  return { alike, whole }
}

function mayBe(expression: Content, value: unknown): boolean {
  const { constant_value: constant } = expression
  return constant === undefined || spelled(constant) === spelled(value)
}

/** Sets have no order, and numbers are texts where the provider wants texts. */
const spelled = (value: unknown): string =>
  Array.isArray(value) ? value.map(String).toSorted().join('\n') : String(value ?? '')

interface Schema {
  type?: string
  pattern?: string
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  anyOf?: Schema[]
}

/** The facts that are known, and the paths of those that are not. Without what it has to have, a whole block is not known. */
export function withoutUnknowns(schema: TSchema, content: Content): { facts: Content; unknown: string[][] } {
  const unknown: string[][] = []
  const facts = knownIn(schema as Schema, content, [], unknown)
  return { facts: record(facts), unknown: unknown.filter((path) => !isWithin(path, unknown)) }
}

function knownIn(schema: Schema, value: unknown, path: string[], unknown: string[][]): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Unknown) return value
  const { items = {}, ...shape } = shapeFor(schema, value)
  if (!Array.isArray(value)) return knownFields(shape, value as Content, path, unknown)
  const all = value.map((it, at) => knownIn(items, it, [...path, String(at)], unknown))
  return all.find((it) => it instanceof Unknown) ?? all
}

function knownFields(shape: Schema, value: Content, path: string[], unknown: string[][]): Content | Unknown {
  const { properties = {}, required = [] } = shape
  const facts: Content = {}
  for (const [name, inner] of Object.entries(properties)) {
    if (!Object.hasOwn(value, name)) continue
    const own = knownIn(inner, value[name], [...path, name], unknown)
    if (!(own instanceof Unknown)) {
      facts[name] = own
      continue
    }
    // A text that a block has to have keeps its place, where nobody can read it.
    const isNeeded = path.length > 0 && required.includes(name)
    if (isNeeded && !isText(inner)) return own
    if (isNeeded) facts[name] = ''
    unknown.push([...path, name])
  }
  return facts
}

const isText = ({ type, pattern }: Schema) => type === 'string' && pattern === undefined

const shapeFor = ({ anyOf, ...schema }: Schema, value: object): Schema =>
  anyOf?.map((it) => shapeFor(it, value)).find((it) => (Array.isArray(value) ? it.items : it.properties)) ??
  schema

const isWithin = (path: string[], paths: string[][]) =>
  paths.some((other) => other.length < path.length && other.every((step, at) => step === path[at]))
