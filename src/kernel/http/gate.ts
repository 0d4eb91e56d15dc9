// What a route must declare to be served, and the table that the declarations make.
import type { RouteOptions } from 'fastify'
import type { PublicOperation } from './not_served.ts'

declare module 'fastify' {
  interface FastifyContextConfig extends Partial<RouteDeclaration> {}
  interface FastifySchema {
    summary?: string
  }
}

/** Every route has an `op`, and either a `scope` or a reason to need no token. */
export interface RouteDeclaration {
  /** operationId in the public document, or a name of our own. */
  op: string
  /** One of the known scopes, or all of several, or ANY_TOKEN. The public document may name others that do as well. */
  scope: string | string[]
  /** Why this route needs no token. */
  open: string
}

/** For what every valid token may do. */
export const ANY_TOKEN = 'any'

/** A row of the route table, which feeds HTTP, the OpenAPI document and the tests over all routes. */
export interface Route {
  op: string
  /** The token needs all of them. */
  scopes: readonly string[]
  /** All of these do just as well. */
  or: readonly string[] | undefined
  open: string | undefined
  method: string
  url: string
  schema: RouteSchema
  /** The status of success. */
  success: number
  /** The status of a well-formed but invalid request. */
  invalid: 400 | 422
}

export interface RouteSchema {
  body?: object
  params?: object
  querystring?: object
  headers?: object
  response?: Record<string, object>
  summary?: string
}

export class RouteTable {
  readonly routes: Route[] = []
  readonly #by_op = new Map<string, Route>()
  readonly #operations: ReadonlyMap<string, PublicOperation>
  readonly #scopes: ReadonlySet<string>

  constructor(operations: readonly PublicOperation[], scopes: ReadonlySet<string>) {
    this.#operations = new Map(operations.map((operation) => [operation.op, operation]))
    this.#scopes = scopes
  }

  /** Throws, and so stops the start, unless the route is declared in full and as the public document has it. */
  add(options: RouteOptions): void {
    for (const method of [options.method].flat()) this.#addOne(method, options)
  }

  of(op: string | undefined): Route | undefined {
    return op === undefined ? undefined : this.#by_op.get(op)
  }

  #addOne(method: string, { url, config, schema }: RouteOptions): void {
    const { op, scope, open } = config ?? {}
    if (!op) throw new Error(`${method} ${url} declares no op`)
    if ((scope === undefined) === (open === undefined))
      throw new Error(`${method} ${url} must declare either a scope or why it is open`)
    const scopes = scope === undefined || scope === ANY_TOKEN ? [] : [scope].flat()
    const unknown = scopes.find((it) => !this.#scopes.has(it))
    if (unknown) throw new Error(`${method} ${url} declares the unknown scope ${unknown}`)
    if (this.#by_op.has(op)) throw new Error(`${method} ${url} declares ${op}, which another route has`)
    const published = this.#operations.get(op)
    if (published) requireAsPublished(published, { method, url, scopes })
    const declared = (schema ?? {}) as RouteSchema
    const success = Number(Object.keys(declared.response ?? {}).find((code) => code.startsWith('2')) ?? 200)
    const route = {
      op,
      scopes,
      or: published?.or,
      open,
      method,
      url,
      schema: declared,
      success,
      invalid: published?.invalid ?? 422,
    }
    this.routes.push(route)
    this.#by_op.set(op, route)
  }
}

function requireAsPublished(
  { op, method, path, scopes }: PublicOperation,
  declared: { method: string; url: string; scopes: readonly string[] },
): void {
  const url = path.replaceAll(/\{(\w+)\}/g, ':$1')
  if (declared.method !== method || declared.url !== url)
    throw new Error(
      `${op} is ${method} ${url} in spec/operations.json, not ${declared.method} ${declared.url}`,
    )
  if ([...declared.scopes].sort().join() !== [...scopes].sort().join())
    throw new Error(`${op} needs [${scopes}] in spec/operations.json, not [${declared.scopes}]`)
}
