// How the product asks its own API: with requests like anybody's, so that it sees what a client would, by bearers that
// exist in memory only and may read alone.
import { randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { Deps, Principal } from '../kernel/ctx.ts'
import type { FindToken } from '../kernel/http/admission.ts'

export interface InternalReader {
  ask: Deps['ask']
  /** Knows the reader's own bearers, too. */
  finding(find: FindToken): FindToken
  /** From now on it can ask. */
  serveBy(app: FastifyInstance): void
}

export function buildInternalReader(): InternalReader {
  const bearers = new Map<string, string>()
  const principals = new Map<string, Principal>()
  let app: FastifyInstance | undefined

  function bearerOf(account: string): string {
    const known = bearers.get(account)
    if (known !== undefined) return known
    const bearer = `dop_v1_${randomBytes(32).toString('hex')}`
    bearers.set(account, bearer)
    principals.set(bearer, { account, token: 'internal', scopes: new Set(['api:read']), internal: true })
    return bearer
  }

  return {
    async ask(account, path) {
      if (!app) throw new Error('the API is not there yet')
      const headers = { authorization: `Bearer ${bearerOf(account)}` }
      const { statusCode, body } = await app.inject({ method: 'GET', url: path, headers })
      return { status: statusCode, body: body === '' ? undefined : JSON.parse(body) }
    },
    finding: (find) => (bearer) => {
      const principal = principals.get(bearer)
      return principal ? { principal } : find(bearer)
    },
    serveBy(built) {
      app = built
    },
  }
}
