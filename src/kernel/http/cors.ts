// Cross-origin rules of the public API: any origin may ask, and may read the rate limit and the request id.
import type { FastifyReply, FastifyRequest } from 'fastify'

const EXPOSED =
  'ratelimit-limit, ratelimit-remaining, ratelimit-reset, retry-after, x-request-id, link, total'
const MAX_AGE_SECONDS = 600

export function setCorsHeaders(request: FastifyRequest, reply: FastifyReply): void {
  const { origin } = request.headers
  if (origin === undefined) return
  reply.header('access-control-allow-origin', origin)
  reply.header('access-control-allow-credentials', 'true')
  reply.header('access-control-expose-headers', EXPOSED)
  reply.header('vary', 'origin')
}

/** A preflight carries no token by design, so it is answered before anyone is asked who they are. */
export function answerPreflight(reply: FastifyReply): FastifyReply {
  const { request } = reply
  return reply
    .code(204)
    .header('x-request-id', request.id)
    .header('access-control-allow-methods', 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS')
    .header(
      'access-control-allow-headers',
      request.headers['access-control-request-headers'] ?? 'authorization, content-type',
    )
    .header('access-control-max-age', String(MAX_AGE_SECONDS))
    .send()
}
