// What an issuer says no with. Its text comes from a stranger and ends up in logs, errors and terminals, so it is
// shortened, and stripped of what would do something there, before anything else sees it.

export interface Problem {
  /** The end of the URN, such as `rateLimited`; `unreachable`, `badAnswer` and `notFound` are ours. */
  type: string
  detail: string
  /** Of the HTTP answer. */
  status?: number
  /** The name that a subproblem is about. */
  name?: string
  subproblems?: Problem[]
}

/** The issuer said no, said something that cannot be understood, or could not be reached. */
export class IssuerProblem extends Error implements Problem {
  readonly type: string
  readonly detail: string
  readonly status?: number
  readonly subproblems?: Problem[]
  readonly retry_after_seconds?: number

  constructor(problem: Problem, options: { retry_after_seconds?: number | undefined; cause?: unknown } = {}) {
    super(`${problem.type}: ${problem.detail}`, 'cause' in options ? { cause: options.cause } : {})
    this.name = 'IssuerProblem'
    this.type = problem.type
    this.detail = problem.detail
    if (problem.status !== undefined) this.status = problem.status
    if (problem.subproblems) this.subproblems = problem.subproblems
    if (options.retry_after_seconds !== undefined) this.retry_after_seconds = options.retry_after_seconds
  }

  /** Whether the same request may succeed later, or with another issuer, without anybody changing it. */
  get transient(): boolean {
    return TRANSIENT.has(this.type) || this.status === 429 || (this.status ?? 0) >= 500
  }
}

const TRANSIENT = new Set(['unreachable', 'badAnswer', 'badNonce', 'rateLimited', 'serverInternal'])
const URN = 'urn:ietf:params:acme:error:'
const DETAIL_MAX = 500
const SUBPROBLEMS_MAX = 100

/** A problem document (RFC 9457, with RFC 8555's subproblems), or as much of one as `document` is. */
export function readProblem(document: unknown, status?: number): Problem {
  const { type, detail, title, subproblems, identifier } = asObject(document)
  const parts = Array.isArray(subproblems) ? subproblems.slice(0, SUBPROBLEMS_MAX) : []
  const { value: name } = asObject(identifier)
  return {
    type: typeWord(type) ?? typeOfStatus(status),
    detail: harmless(detail) || harmless(title) || 'no reason was given',
    ...(status !== undefined && { status }),
    ...(typeof name === 'string' && { name: harmless(name) }),
    // Theirs have none of their own: RFC 8555 nests them once, and so do we.
    ...(parts.length > 0 && { subproblems: parts.map((part) => readProblem(withoutParts(part))) }),
  }
}

/** The answer is not what the protocol wants; `wrong` says in what. */
export const badAnswer = (url: string, wrong: string, status?: number) =>
  new IssuerProblem({
    type: 'badAnswer',
    detail: `${hostOf(url)} answered with ${wrong}`,
    ...(status !== undefined && { status }),
  })

/** At most 500 characters on one line, none of which steers a terminal or changes the direction of writing. */
export function harmless(text: unknown): string {
  if (typeof text !== 'string') return ''
  const plain = text.slice(0, 4 * DETAIL_MAX).replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
  const line = plain.replaceAll(/ {2,}/g, ' ').trim()
  return line.length > DETAIL_MAX ? `${line.slice(0, DETAIL_MAX - 1).replace(/\p{Cs}$/u, '')}…` : line
}

export const hostOf = (url: string) => URL.parse(url)?.host ?? 'the issuer'

export const asObject = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}

const withoutParts = (part: unknown) => ({ ...asObject(part), subproblems: undefined })

function typeWord(type: unknown): string | undefined {
  if (typeof type !== 'string' || !type.startsWith(URN)) return undefined
  return /^[a-zA-Z]{1,64}$/.exec(type.slice(URN.length))?.[0]
}

function typeOfStatus(status: number | undefined): string {
  if (status === 429) return 'rateLimited'
  if (status === 404 || status === 410) return 'notFound'
  return status !== undefined && status >= 500 ? 'serverInternal' : 'malformed'
}
