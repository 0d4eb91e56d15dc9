// Holds answers against the public OpenAPI document. The harness passes every answer of every test through here.
import { createHash, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { isIPv4, isIPv6 } from 'node:net'
import { dirname, join } from 'node:path'
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'

export interface Answer {
  method: string
  /** The path that was asked for, with or without its query. */
  path: string
  status: number
  headers: Record<string, unknown>
  /** Parsed JSON; undefined where the answer had no body. */
  body: unknown
}

export interface Contract {
  /** What is wrong with the answer; nothing if the document does not know its path. */
  check(answer: Answer): string[]
}

/**
 * Why a documented property may be missing, or have a value outside of its enum or pattern, by `operationId property.path`, for
 * example `sizes_list sizes[].gpu_info`. The document's enums lag behind: its region slugs do not have atl1.
 * `tags_* last_tagged_uri` is about every property of that name in what all operations of tags answer.
 */
export type Exceptions = Record<string, string>

export interface PublicDocument {
  paths: Record<string, Record<string, Operation>>
  components: Record<string, Record<string, unknown>>
}

interface Operation {
  operationId: string
  responses: Record<string, Ref | Response>
}
interface Ref {
  $ref: string
}
interface Response {
  content?: Record<string, { schema?: Schema }>
}
interface Schema {
  $ref?: string
  properties?: Record<string, Schema>
  items?: Schema
  allOf?: Schema[]
  oneOf?: Schema[]
  writeOnly?: boolean
}
interface Template {
  path: string
  segments: string[]
  operations: Record<string, Operation>
}

const ROOT = join(import.meta.dirname, '..')
const HEADERS = ['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset', 'x-request-id']

// Any route may answer these, whether or not the document lists them for it.
const COMMON_ERRORS = new Set([401, 403, 404, 405, 409, 413, 415, 429, 431, 500, 501, 503])
const ERROR_SHAPE = {
  type: 'object',
  required: ['id', 'message'],
  properties: { id: { type: 'string' }, message: { type: 'string' }, request_id: { type: 'string' } },
}

// The document's other formats are widths of numbers and loose hints, which its own examples break.
const FORMATS = {
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/,
  date: /^\d{4}-\d\d-\d\d$/,
  ipv4: isIPv4,
  ipv6: isIPv6,
  uri: URL.canParse,
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
}

/** Undefined where the public document is not at hand. */
export async function loadContract(exceptions?: Exceptions): Promise<Contract | undefined> {
  const document = await readPublicDocument()
  return document && contractOf(document, exceptions ?? (await readExceptions()))
}

export async function readExceptions(): Promise<Exceptions> {
  return JSON.parse(await readFile(join(import.meta.dirname, 'contract_exceptions.json'), 'utf8'))
}

export function publicDocumentFile(): string {
  const beside = join(ROOT, '../shared/reference/digitalocean-v2.openapi.yaml')
  return process.env.ROCKPOOL_PUBLIC_SPEC ?? beside
}

/**
 * Undefined where the document is not at hand. Parsing the YAML takes more than a second and each test file is a
 * process of its own, so the result is kept as JSON until the document changes.
 */
export async function readPublicDocument(): Promise<PublicDocument | undefined> {
  const file = publicDocumentFile()
  if (!existsSync(file)) return undefined
  const { size, mtimeMs } = await stat(file)
  const key = createHash('sha256').update(`${size}:${mtimeMs}`).digest('hex').slice(0, 16)
  const cache = join(ROOT, '.cache', `contract-${key}.json`)
  if (existsSync(cache)) return JSON.parse(await readFile(cache, 'utf8'))
  const { parse } = await import('yaml')
  const document = parse(await readFile(file, 'utf8'))
  await writeWhole(cache, JSON.stringify(document))
  return document
}

// Test processes run side by side: a reader must find the whole file or none.
async function writeWhole(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  const draft = `${file}.${randomUUID()}`
  await writeFile(draft, text)
  await rename(draft, file)
}

function contractOf(document: PublicDocument, exceptions: Exceptions): Contract {
  const templates = listTemplates(document)
  const judge = new Judge(document, exceptions)
  return {
    check(answer) {
      // A preflight is CORS's business: it has no token, so no limits.
      if (answer.method === 'OPTIONS') return []
      const template = findTemplate(templates, answer)
      if (!template) return []
      const found = [...headerComplaints(answer), ...judge.bodyComplaints(template, answer)]
      return found.map((complaint) => `${answer.method} ${template.path} ${answer.status}: ${complaint}`)
    },
  }
}

/** Grouped by number of segments; within a group, literals come before parameters, so the first match is the best. */
function listTemplates(document: PublicDocument): Map<number, Template[]> {
  const templates = Object.entries(document.paths)
    .filter(([path]) => !path.includes('<'))
    .map(([path, operations]) => ({ path, segments: path.split('/'), operations }))
  templates.sort((a, b) => (shapeOf(a) < shapeOf(b) ? -1 : 1))
  return Map.groupBy(templates, ({ segments }) => segments.length)
}

const shapeOf = ({ segments }: Template) => segments.map((part) => (isParameter(part) ? '1' : '0')).join('')
const isParameter = (segment: string) => segment.startsWith('{')

/** A router falls back to `/{id}` where the literal path lacks the method, and so does this. */
function findTemplate(templates: Map<number, Template[]>, answer: Answer): Template | undefined {
  const asked = (answer.path.split('?')[0] ?? '').split('/')
  const matching = (templates.get(asked.length) ?? []).filter(({ segments }) =>
    segments.every((part, index) => (isParameter(part) ? asked[index] !== '' : part === asked[index])),
  )
  return matching.find(({ operations }) => methodOf(answer) in operations) ?? matching[0]
}

const methodOf = ({ method }: Answer) => (method === 'HEAD' ? 'get' : method.toLowerCase())

function headerComplaints({ headers }: Answer): string[] {
  const set = Object.entries(headers).filter(([, value]) => value !== undefined)
  const present = new Set(set.map(([name]) => name.toLowerCase()))
  return HEADERS.filter((name) => !present.has(name)).map((name) => `the header ${name} is missing`)
}

class Judge {
  readonly #document: PublicDocument
  readonly #exceptions: Exceptions
  // The document's patterns escape what needs none, which the stricter kind of regular expression refuses.
  readonly #ajv = new Ajv({
    ...{ strict: false, allErrors: true, logger: false, unicodeRegExp: false },
    formats: FORMATS,
  })
  readonly #compiled = new Map<object, ValidateFunction>()

  constructor(document: PublicDocument, exceptions: Exceptions) {
    this.#document = document
    this.#exceptions = exceptions
    const { schemas } = document.components
    this.#ajv.addSchema({ $id: 'public', components: { schemas: jsonSchema(schemas) } })
  }

  bodyComplaints({ operations }: Template, answer: Answer): string[] {
    const operation = operations[methodOf(answer)]
    if (answer.method === 'HEAD') return answer.body === undefined ? [] : ['an answer to HEAD has a body']
    if (answer.status >= 400) return this.#errorComplaints(operation, answer)
    if (!operation) return ['the document has no such method for this path']
    const response = this.#response(operation, String(answer.status))
    if (!response) return [undocumented(operation, answer)]
    return this.#successComplaints(operation, response, answer)
  }

  // decisions.md has one error shape. A few operations document another one, which is as good.
  #errorComplaints(operation: Operation | undefined, { status, body }: Answer): string[] {
    const listed = operation && this.#response(operation, String(status))
    const documented = listed ?? (operation && this.#response(operation, 'default'))
    if (!documented && !COMMON_ERRORS.has(status)) {
      return [
        operation ? undocumented(operation, { status }) : 'the document has no such method for this path',
      ]
    }
    const schema = documented?.content?.['application/json']?.schema
    const usual = this.#schemaComplaints(ERROR_SHAPE, body)
    if (usual.length === 0 || !schema) return usual
    return this.#schemaComplaints(schema, body).length === 0 ? [] : usual
  }

  #successComplaints(operation: Operation, response: Response, { body }: Answer): string[] {
    if (!response.content) return body === undefined ? [] : ['the document says that there is no body']
    const schema = response.content['application/json']?.schema
    // CSV, PDF and YAML are not parsed, so there is nothing to look at.
    if (!schema) return []
    if (body === undefined) return ['the document says that there is a JSON body']
    const excepted = (path: string) => this.#excepted(operation, path)
    // Of several shapes, such as one Droplet and several, that is meant whose values fit best.
    const found = (schema.oneOf ?? [schema]).map((one) => ({
      wrong: this.#schemaComplaints(one, body, excepted),
      missing: this.#missingComplaints(operation, one, body),
    }))
    found.sort((a, b) => a.wrong.length - b.wrong.length)
    return found.slice(0, 1).flatMap(({ wrong, missing }) => [...wrong, ...missing])
  }

  #excepted({ operationId }: Operation, path: string): boolean {
    const group = `${operationId.split('_')[0]}_*`
    const names = [`${operationId} ${path}`, `${group} ${path.split('.').at(-1)}`]
    return names.some((name) => Object.hasOwn(this.#exceptions, name))
  }

  #schemaComplaints(schema: object, body: unknown, excepted = (_path: string) => false): string[] {
    const validate = this.#compiled.get(schema) ?? this.#ajv.compile(jsonSchema(schema) as object)
    this.#compiled.set(schema, validate)
    if (validate(body)) return []
    const errors = (validate.errors ?? []).filter(
      (error) => !['required', 'enum', 'pattern'].includes(error.keyword) || !excepted(wrongPath(error)),
    )
    return errors.map(({ instancePath, message, params }) => {
      const detail = 'allowedValues' in params ? ` ${JSON.stringify(params.allowedValues)}` : ''
      return `body${instancePath} ${message}${detail}`
    })
  }

  #missingComplaints(operation: Operation, schema: Schema, body: unknown): string[] {
    const missing = new Set(this.#missing(schema, body, ''))
    return [...missing]
      .filter((path) => !this.#excepted(operation, path))
      .map((path) => `"${operation.operationId} ${path}"`)
      .map((name) => `a documented property is missing: ${name} (exceptions: test/contract_exceptions.json)`)
  }

  /** Paths of the documented properties that the value lacks. Alternatives (oneOf, anyOf) promise nothing. */
  #missing(ref: Schema, value: unknown, path: string): string[] {
    const schema = this.#resolve<Schema>(ref)
    const inherited = (schema.allOf ?? []).flatMap((part) => this.#missing(part, value, path))
    if (Array.isArray(value)) {
      const { items } = schema
      return items
        ? [...inherited, ...value.flatMap((item) => this.#missing(items, item, `${path}[]`))]
        : inherited
    }
    if (!isObject(value)) return inherited
    const own = Object.entries(schema.properties ?? {}).flatMap(([name, part]) => {
      const here = path ? `${path}.${name}` : name
      if (Object.hasOwn(value, name))
        return isOptionalInside(here) ? [] : this.#missing(part, value[name], here)
      return this.#resolve<Schema>(part).writeOnly ? [] : [here]
    })
    return [...inherited, ...own]
  }

  #response(operation: Operation, status: string): Response | undefined {
    const response = operation.responses[status]
    return response && this.#resolve<Response>(response)
  }

  #resolve<T extends object>(node: T | Ref): T {
    if (!('$ref' in node) || typeof node.$ref !== 'string') return node as T
    const [, , kind = '', name = ''] = node.$ref.split('/')
    return this.#resolve(this.#document.components[kind]?.[name] as T | Ref)
  }
}

/** Such as `secrets[].region`: where a property is missing, or has a wrong value. */
function wrongPath({ instancePath, params }: ErrorObject): string {
  const path = instancePath
    .split('/')
    .slice(1)
    .concat(params.missingProperty ?? [])
  return path.join('.').replaceAll(/\.\d+(?=\.|$)/g, '[]')
}

// Contract, section 5: links holds the pages that exist, and is empty when everything fits on one page.
const isOptionalInside = (path: string) => path === 'links'

function undocumented({ responses }: Operation, { status }: Pick<Answer, 'status'>): string {
  return `the status ${status} is not documented; documented are ${Object.keys(responses).join(', ')}`
}

/**
 * OpenAPI 3.0 has `nullable` where JSON Schema has the type null. Ajv knows `nullable` too, but lets an enum or an allOf
 * beside it refuse the null. References are made absolute, because each response's schema is compiled by itself.
 */
function jsonSchema(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(jsonSchema)
  if (!isObject(node)) return node
  const converted: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(node)) converted[key] = jsonSchema(value)
  if (typeof node.$ref === 'string') return { $ref: node.$ref.replace(/^#/, 'public#') }
  return typeof node.nullable === 'boolean' ? withNull(converted) : converted
}

function withNull({ nullable, ...schema }: Record<string, unknown>): Record<string, unknown> {
  if (!nullable) return schema
  return { anyOf: [{ type: 'null' }, schema] }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
