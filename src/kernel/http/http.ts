// The HTTP conventions that every area shares. An area cannot opt out of them. For each request, in this order:
// request id, authentication, rate limit, route, scope, validation, handler, audit.
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyPluginAsync,
  type FastifyReply,
  type FastifyRequest,
  LogController,
  type RawServerDefault,
} from 'fastify'
import type { AuditEntry, AuditTrail } from '../audit.ts'
import type { Ctx, Deps } from '../ctx.ts'
import { ApiError, badRequest, forbidden, notImplemented, unavailable } from '../errors.ts'
import type { Metrics } from '../metrics.ts'
import type { RateLimit } from '../rate_limit.ts'
import { grants } from '../scopes.ts'
import { buildAdmission, type FindToken } from './admission.ts'
import { answerPreflight, setCorsHeaders } from './cors.ts'
import { clientView, parseJson } from './error_handler.ts'
import { type Route, RouteTable } from './gate.ts'
import { type PublicOperation, UnmatchedRequests } from './not_served.ts'
import { compileSerializer, compileValidator } from './validation.ts'

declare module 'fastify' {
  interface FastifyRequest {
    ctx: Ctx
    /** Undefined where no route matched. */
    route: Route | undefined
  }
}

type Plugin = FastifyPluginAsync<object, RawServerDefault, TypeBoxTypeProvider>
/** Declares routes. Not as a plugin: a scope of its own for each would cost the start more than the routes do. */
export type Routes = (app: Parameters<Plugin>[0]) => void

export interface HttpOptions {
  find_token: FindToken
  operations: readonly PublicOperation[]
  scopes: ReadonlySet<string>
  rate_limit: RateLimit | undefined
  failed_auth_limit: number
  /** Origin of the links in answers; the request's own where absent. */
  public_url: string | undefined
  trail: AuditTrail
  metrics: Metrics
}

export interface Http {
  app: FastifyInstance
  table: RouteTable
}

const BODY_MAX_BYTES = 1_048_576
// The listeners bound the whole URL; what a parameter may be is for its route's schema to say.
const PARAMETER_MAX_CHARACTERS = 16_384

export function buildHttp(deps: Deps, options: HttpOptions): Http {
  const table = new RouteTable(options.operations, options.scopes)
  const app = Fastify({
    loggerInstance: childless(deps.log),
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: (request) => requestId(request.headers['x-request-id']),
    bodyLimit: BODY_MAX_BYTES,
    rewriteUrl: ({ url = '/' }) => readableUrl(url),
    exposeHeadRoutes: false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: PARAMETER_MAX_CHARACTERS },
  })
  app.setValidatorCompiler(compileValidator as never)
  app.setSerializerCompiler(compileSerializer as never)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, parseJson)
  app.decorateRequest('ctx', undefined as unknown as Ctx)
  app.decorateRequest('route', undefined)
  app.addHook('onRoute', (route) => {
    table.add(route)
    // One route for both methods, where the framework would make a second one. Node.js leaves the body out.
    if (route.method === 'GET') route.method = ['GET', 'HEAD']
  })
  const admit = buildAdmission(deps, options)
  const unmatched = new UnmatchedRequests(options.operations, table.routes)
  const refuseUnmatched = refuser(unmatched)
  app.addHook('onRequest', async (request, reply) => {
    setCorsHeaders(request, reply)
    if (request.method === 'OPTIONS') return answerPreflight(reply)
    const route = table.of(request.routeOptions.config.op)
    request.route = route && !unmatched.belongsElsewhere(route.url, pathOf(request)) ? route : undefined
    await admit(request, reply)
    // Before the body is read: whatever it is, nothing here takes it.
    if (!request.route) refuseUnmatched(request)
    // The body of whoever has hung up by now never comes to its end, and so the call would never come to its own.
    if (request.raw.destroyed) throw badRequest('The client hung up before the request was read.')
  })
  addLaterHooks(app, deps, options)
  app.setErrorHandler(answerError)
  return { app, table }
}

function addLaterHooks(app: FastifyInstance, deps: Deps, options: HttpOptions): void {
  // A reader may have seen what is committed but not yet durable; such an answer waits until it is. What is open
  // tells nothing of that, and whether the process is alive must be told even while nothing can be made durable.
  app.addHook('onSend', (request, reply, payload, done) => {
    const waits = reply.statusCode < 500 && request.route?.open === undefined
    const settling = waits ? deps.settled() : undefined
    if (!settling) return done(null, payload)
    settling.then(
      () => done(null, payload),
      // Not as an error: the framework answers one in a shape of its own where the answer was an error already.
      (error) => done(null, errorBody(unconfirmed(error), request, reply)),
    )
  })
  // When the answer is decided, not when it has been written: a client that hangs up first is remembered all the same.
  app.addHook('onSend', (request, reply, payload, done) => {
    remember(request.ctx?.audit, reply.statusCode, options.trail)
    done(null, payload)
  })
  app.addHook('onResponse', (request, reply, done) => {
    options.metrics.observe(request.route?.op, reply)
    done()
  })
}

function remember(entry: AuditEntry | undefined, status: number, trail: AuditTrail): void {
  if (!entry || (entry.written && entry.status === status)) return
  const decision = status === 401 || status === 403 || status === 429 ? 'refused' : 'allowed'
  Object.assign(entry, { status, decision, written: true })
  trail.add({ ...entry })
}

function refuser(unmatched: UnmatchedRequests) {
  return (request: FastifyRequest) => {
    const found = unmatched.find(request.method, pathOf(request))
    if (found instanceof ApiError) throw found
    request.ctx.audit.operation = found.op
    const lacks = (scope: string) => !grants(request.ctx.principal.scopes, scope)
    const missing = found.or && !found.or.some(lacks) ? undefined : found.scopes.find(lacks)
    throw missing ? forbidden(missing) : notImplemented(found.op)
  }
}

const pathOf = ({ url }: FastifyRequest) => url.split('?')[0] as string

const unconfirmed = (cause: unknown) =>
  unavailable('The storage cannot confirm what it has written. Try again.', cause)

function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const content_type = request.headers['content-type']
  const shown = clientView(error, { invalid: request.route?.invalid ?? 400, content_type })
  void reply.send(errorBody(shown, request, reply))
}

/** Gives the body, and puts everything else of the answer in place. */
function errorBody(shown: ApiError, request: FastifyRequest, reply: FastifyReply): string {
  if (shown.status >= 500 && shown.status !== 501)
    request.log.error({ err: shown.cause ?? shown, request_id: request.id, op: request.route?.op })
  reply.code(shown.status).headers(shown.headers).type('application/json; charset=utf-8')
  return JSON.stringify({ id: shown.id, message: shown.message, request_id: request.id })
}

/**
 * The framework would answer a path that cannot be decoded by itself, past every hook. Taken literally it goes the
 * way of all requests, and ends as an unknown path or an invalid name.
 */
function readableUrl(url: string): string {
  if (!url.includes('%')) return url
  const [path = '', ...query] = url.split('?')
  try {
    decodeURIComponent(path)
    return url
  } catch {
    return [path.replaceAll('%', '%25'), ...query].join('?')
  }
}

/** A child logger for each request would cost more than most requests; what is logged names its request itself. */
function childless(log: FastifyBaseLogger): FastifyBaseLogger {
  const same: FastifyBaseLogger = Object.create(log)
  same.child = () => same
  return same
}

const SANE_REQUEST_ID = /^[A-Za-z0-9._-]{1,128}$/

const requestId = (given: string | string[] | undefined) =>
  typeof given === 'string' && SANE_REQUEST_ID.test(given) ? given : crypto.randomUUID()
