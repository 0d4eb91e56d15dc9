// Who is calling, and may they: everything that is settled before a request's body is read.
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AuditEntry, AuditTrail } from '../audit.ts'
import type { Ctx, Deps, Principal } from '../ctx.ts'
import { forbidden, tooManyRequests, unauthorized, unavailable } from '../errors.ts'
import { type RateLimit, RateLimiter, type RateState, untouched } from '../rate_limit.ts'
import { grants } from '../scopes.ts'
import type { Route } from './gate.ts'

/** A token that may be used, or the token that may no longer be (so that the trail can name it), or neither. */
export interface FoundToken {
  principal?: Principal
  /** Of a token that has expired or was revoked. */
  refused?: { token: string; account: string }
}

export type FindToken = (bearer: string) => FoundToken | Promise<FoundToken>

export type Admission = (request: FastifyRequest, reply: FastifyReply) => Promise<void>

interface AdmissionOptions {
  find_token: FindToken
  rate_limit: RateLimit | undefined
  failed_auth_limit: number
  public_url: string | undefined
  trail: AuditTrail
}

const DEFAULT_HOURLY_LIMIT = 5000
const NOBODY: Principal = { account: '', token: '', scopes: new Set() }
const TOKEN_FORM = /^do[por]_v1_[0-9a-f]{64}$/

export function buildAdmission(deps: Deps, options: AdmissionOptions): Admission {
  const limiter = options.rate_limit && new RateLimiter(options.rate_limit)
  const hourly = options.rate_limit?.hour ?? DEFAULT_HOURLY_LIMIT
  const { failed_auth_limit: minute } = options
  const failures = new RateLimiter({ hour: minute * 60, minute })
  const held_off = new RateLimiter({ hour: 60, minute: 1 })

  async function admit(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const now = deps.now()
    const now_ms = now.getTime()
    const { route } = request
    reply.header('x-request-id', request.id)
    if (route?.open !== undefined) return void sayRate(reply, untouched(hourly, now_ms))
    request.ctx = contextOf(request, deps, { now, op: route?.op, public_url: options.public_url })
    const principal = await authenticate(request, reply, now_ms)
    const limited = principal.internal ? undefined : limiter
    const { counted_with = principal.token } = principal
    const rate = limited ? limited.take(counted_with, now_ms) : untouched(hourly, now_ms)
    sayRate(reply, rate)
    if (rate.refused) throw tooManyRequests(rate.retry_after)
    await refuseWithoutTrail(options.trail, now_ms)
    if (route) permit(request.ctx, route)
  }

  async function authenticate(
    request: FastifyRequest,
    reply: FastifyReply,
    now_ms: number,
  ): Promise<Principal> {
    const bearer = bearerOf(request.headers.authorization)
    const { ctx } = request
    const found = TOKEN_FORM.test(bearer) ? await options.find_token(bearer) : {}
    const known = found.principal ?? found.refused
    if (known) Object.assign(ctx.audit, { token: known.token, account: known.account })
    if (found.principal) {
      ;(ctx as { principal: Principal }).principal = found.principal
      return found.principal
    }
    sayRate(reply, untouched(hourly, now_ms))
    const failed = failures.take(request.ip, now_ms)
    if (!failed.refused) throw unauthorized()
    // One record a minute tells that the address is held off: a stranger must not be able to fill the trail.
    if (held_off.take(request.ip, now_ms).refused) Object.assign(ctx.audit, { status: 429, written: true })
    throw tooManyRequests(failed.retry_after)
  }

  return admit
}

function contextOf(
  request: FastifyRequest,
  deps: Deps,
  { now, op, public_url }: { now: Date; op: string | undefined; public_url: string | undefined },
): Ctx {
  const audit: AuditEntry = {
    time: now.toISOString(),
    token: null,
    account: null,
    operation: op ?? `${request.method} ${request.url.split('?')[0]}`.slice(0, 200),
    resource: null,
    region: null,
    decision: 'allowed',
    status: 0,
    request_id: request.id,
    address: request.ip,
    written: false,
  }
  const url = () => `${public_url ?? `${request.protocol}://${request.host}`}${request.url}`
  return { deps, principal: NOBODY, audit, url }
}

function permit({ principal, audit }: Ctx, { scopes, or, success }: Route): void {
  for (const scope of scopes)
    if (!grants(principal.scopes, scope) && !or?.every((it) => grants(principal.scopes, it)))
      throw forbidden(scope)
  audit.status = success
}

function bearerOf(authorization: string | undefined): string {
  return authorization?.slice(0, 7).toLowerCase() === 'bearer ' ? authorization.slice(7).trim() : ''
}

function sayRate(reply: FastifyReply, rate: RateState): void {
  reply.header('ratelimit-limit', rate.limit)
  reply.header('ratelimit-remaining', rate.remaining)
  reply.header('ratelimit-reset', rate.reset)
}

/** A request that could not be recorded is not served. */
async function refuseWithoutTrail(trail: AuditTrail, now_ms: number): Promise<void> {
  if (!trail.failure) return
  try {
    await trail.recover(now_ms)
  } catch (error) {
    throw unavailable('The audit trail cannot be written, so no request is served. Try again.', error)
  }
}
