// Turns the validator's findings into one sentence that names the field, what came, and what is wanted.
import { Ajv, type ErrorObject } from 'ajv'
import fastJsonStringify from 'fast-json-stringify'
import type { FastifySchemaCompiler } from 'fastify'

// JSON already has numbers and booleans, so "1" in a body is a mistake; in a URL everything is text.
// verbose: the message quotes what came.
const options = {
  removeAdditional: false as const,
  useDefaults: true,
  verbose: true,
  strictTypes: false,
  // A test validates our schemas once; compiling the meta-schema at every start takes longer than all the rest.
  meta: false,
  validateSchema: false,
  formats: { password: true as const, uri: true as const, 'date-time': true as const, uuid: true as const },
}
const strict = new Ajv({ ...options, coerceTypes: false })
const lenient = new Ajv({ ...options, coerceTypes: 'array' })

/**
 * Compiled when it is first needed: all schemas together take longer than the rest of a start. Routes of one schema share
 * what came of it.
 */
function compiledOnce<Compiled>(compile: (schema: object) => Compiled): (schema: object) => Compiled {
  const known = new WeakMap<object, Compiled>()
  return (schema) => {
    const compiled = known.get(schema) ?? compile(schema)
    known.set(schema, compiled)
    return compiled
  }
}

const ofBody = compiledOnce((schema) => strict.compile(schema))
// A URL is looked at twice: the first look takes `1e400` for an integer, and then Infinity for one in any range.
const ofUrl = compiledOnce((schema) => lenient.compile({ allOf: [schema, schema] }))
const serializerOf = compiledOnce((schema) => fastJsonStringify(schema))

export const compileValidator: FastifySchemaCompiler<object> = ({ schema, httpPart }) => {
  const of_body = httpPart === 'body'
  const validate = (data: unknown) => {
    const compiled = of_body ? ofBody(schema) : ofUrl(schema)
    if (of_body) leaveOutNulls(schema, data)
    const valid = compiled(data)
    validate.errors = compiled.errors ?? null
    return valid
  }
  validate.errors = null as ErrorObject[] | null
  return validate
}

export const compileSerializer =
  ({ schema }: { schema: object }) =>
  (data: unknown) =>
    serializerOf(schema)(data)

interface BodySchema {
  type?: string | string[]
  properties?: Record<string, BodySchema>
  required?: string[]
  items?: BodySchema
  anyOf?: BodySchema[]
}

/** Clients that send all their fields send null for those that they mean to leave out, at any depth. */
function leaveOutNulls(
  { properties = {}, required = [], items, anyOf = [] }: BodySchema,
  data: unknown,
): void {
  if (typeof data !== 'object' || data === null) return
  for (const one of anyOf) leaveOutNulls(one, data)
  if (items && Array.isArray(data)) for (const item of data) leaveOutNulls(items, item)
  const fields = data as Record<string, unknown>
  for (const [name, schema] of Object.entries(properties)) {
    leaveOutNulls(schema, fields[name])
    if (fields[name] === null && !required.includes(name) && !takesNull(schema)) delete fields[name]
  }
}

const takesNull = ({ type, anyOf }: BodySchema): boolean =>
  (type === undefined && !anyOf) || [type].flat().includes('null') || (anyOf?.some(takesNull) ?? false)

const QUOTED_MAX = 60

/** Such as `per_page must be at most 200, got "500".` The content of a field marked as a password is never quoted. */
export function describeProblem(problem: ErrorObject, part: string): string {
  const field = fieldOf(problem, part)
  return `${field} ${wanted(problem)}${got(problem, part)}.`
}

function fieldOf({ instancePath, params, keyword, propertyName }: ErrorObject, part: string): string {
  const path = instancePath.split('/').slice(1).map(unescapePointer)
  if (keyword === 'required') path.push(String(params.missingProperty))
  const field = path.length > 0 ? path.join('.') : (PART_NAMES[part] ?? part)
  return propertyName === undefined ? field : `the key ${JSON.stringify(shorten(propertyName))} of ${field}`
}

const PART_NAMES: Record<string, string> = {
  body: 'the request body',
  querystring: 'the query',
  params: 'the path',
}
const unescapePointer = (text: string) => shorten(text.replaceAll('~1', '/').replaceAll('~0', '~'))

const WANTED: Record<string, (params: Record<string, unknown>, problem: ErrorObject) => string> = {
  required: () => 'is required',
  type: (_params, { parentSchema }) => numberOrKind(parentSchema),
  minimum: (_params, { parentSchema }) => numberOrKind(parentSchema),
  maximum: (_params, { parentSchema }) => numberOrKind(parentSchema),
  minLength: ({ limit }) => `must have at least ${limit} characters`,
  maxLength: ({ limit }) => `must have at most ${limit} characters`,
  minItems: ({ limit }) => `must have at least ${limit} items`,
  maxItems: ({ limit }) => `must have at most ${limit} items`,
  minProperties: ({ limit }) => `must have at least ${limit} keys`,
  maxProperties: ({ limit }) => `must have at most ${limit} keys`,
  pattern: ({ pattern }, { parentSchema }) =>
    `must be ${parentSchema?.description ?? `text that matches ${pattern}`}`,
  enum: ({ allowedValues }) => `must be one of ${(allowedValues as unknown[]).join(', ')}`,
  const: ({ allowedValue }) => `must be ${JSON.stringify(allowedValue)}`,
}

/** The kind with its range, whichever of the two was missed. */
function numberOrKind(schema: object = {}): string {
  const { type, minimum, maximum } = schema as {
    type?: string | string[]
    minimum?: number
    maximum?: number
  }
  // Where null will do too, it is not what a client that sent something else is after.
  const kind = `must be ${article(String([type].flat()[0]))}`
  if (minimum !== undefined && maximum !== undefined) return `${kind} from ${minimum} to ${maximum}`
  if (minimum !== undefined) return `${kind} of at least ${minimum}`
  return maximum === undefined ? kind : `${kind} of at most ${maximum}`
}

function wanted(problem: ErrorObject): string {
  const describe = WANTED[problem.keyword]
  return describe ? describe(problem.params, problem) : (problem.message ?? 'is not valid')
}

function got({ keyword, data, parentSchema, params }: ErrorObject, part: string): string {
  if (keyword === 'required') return ''
  if (keyword === 'minLength' || keyword === 'maxLength') return `, got ${String(data).length}`
  if (keyword === 'minProperties' || keyword === 'maxProperties')
    return `, got ${Object.keys(data as object).length}`
  const secret = (parentSchema as { format?: string } | undefined)?.format === 'password'
  // All that a URL holds is text, so there the text itself is what came.
  const in_url = part !== 'body'
  if (secret || typeof data === 'object' || (params.type && !in_url)) return `, got ${kindOf(data)}`
  return `, got ${JSON.stringify(shorten(String(data)))}`
}

function kindOf(data: unknown): string {
  if (data === null) return 'null'
  if (Array.isArray(data)) return 'an array'
  return article(typeof data)
}

const article = (noun: string) => (/^[aeio]/.test(noun) ? `an ${noun}` : `a ${noun}`)
const shorten = (text: string) => (text.length > QUOTED_MAX ? `${text.slice(0, QUOTED_MAX)}…` : text)
