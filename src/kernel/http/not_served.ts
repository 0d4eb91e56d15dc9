// What to say where no route is meant: a public operation that is not served yet, a wrong method, or nothing at all.
import { type ApiError, methodNotAllowed, notFound } from '../errors.ts'

/** A row of spec/operations.json. `invalid`: the status of the public document for a request that fails validation. */
export interface PublicOperation {
  op: string
  method: string
  path: string
  scopes: string[]
  /** Other scopes that do just as well. */
  or?: string[]
  invalid: 400 | 422
}

interface Node {
  literals: Map<string, Node>
  parameter: Node | undefined
  operations: Map<string, PublicOperation | 'served'>
}

const node = (): Node => ({ literals: new Map(), parameter: undefined, operations: new Map() })

/** A tree of path segments over the public operations and our own routes, built when it is first needed. */
export class UnmatchedRequests {
  readonly #operations: readonly PublicOperation[]
  readonly #served: ReadonlyArray<{ method: string; url: string }>
  #root: Node | undefined

  constructor(
    operations: readonly PublicOperation[],
    served: ReadonlyArray<{ method: string; url: string }>,
  ) {
    this.#operations = operations
    this.#served = served
  }

  /** The public operation that the request asks for, or the error that says why there is none. */
  find(method: string, path: string): PublicOperation | ApiError {
    this.#root ??= this.#build()
    const found = walk(this.#root, segmentsOf(path), 0)
    if (!found) return notFound()
    const operation = found.operations.get(method === 'HEAD' ? 'GET' : method)
    // Our own route, and yet the router did not find it: its path is spelled in a way that it does not accept.
    if (operation === 'served') return notFound()
    if (operation === undefined)
      return methodNotAllowed(method, [...found.operations.keys()].sort().join(', '))
    return operation
  }

  /**
   * Whether the path is that of another public operation: the router took a word of it, such as the last one of
   * `/v2/droplets/autoscale`, for a parameter of this route, for it does not know what is not served.
   */
  belongsElsewhere(url: string, path: string): boolean {
    if (!url.includes(':')) return false
    this.#root ??= this.#build()
    const found = walk(this.#root, segmentsOf(path), 0)
    return found !== undefined && found !== leafOf(this.#root, url)
  }

  #build(): Node {
    const root = node()
    for (const operation of this.#operations)
      leafOf(root, operation.path).operations.set(operation.method, operation)
    for (const { method, url } of this.#served) leafOf(root, url).operations.set(method, 'served')
    return root
  }
}

const segmentsOf = (path: string) => path.replace(/^\//, '').replace(/\/$/, '').split('/')

function leafOf(root: Node, path: string): Node {
  let at = root
  for (const segment of segmentsOf(path)) {
    if (segment.startsWith('{') || segment.startsWith(':')) at = at.parameter ??= node()
    else {
      const next = at.literals.get(segment) ?? node()
      at.literals.set(segment, next)
      at = next
    }
  }
  return at
}

/** Literal segments go before parameters. */
function walk(at: Node, segments: string[], depth: number): Node | undefined {
  if (depth === segments.length) return at.operations.size > 0 ? at : undefined
  const literal = at.literals.get(segments[depth] as string)
  const found = literal && walk(literal, segments, depth + 1)
  return found ?? (at.parameter && walk(at.parameter, segments, depth + 1))
}
