// The reference for reads, a process of its own: the same routes on the same Fastify, which know their answer.
// What the product's routes cost beyond these is authentication, the audit trail, storage and durability.
import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import { Account } from '../src/areas/account/schema.ts'
import { Secret } from '../src/areas/secrets/schema.ts'

export interface BareQuestion {
  /** What the routes answer, as JSON. */
  account?: string
  secret?: string
}
export interface BareAnswer {
  port: number
}

async function serve({ account = '{}', secret = '{}' }: BareQuestion): Promise<BareAnswer> {
  const app = Fastify()
  const answers = { account: JSON.parse(account), secret: JSON.parse(secret) }
  app.get('/v2/account', { schema: { response: { 200: Account } } }, async () => answers.account)
  app.get(
    '/v2/security/secrets/:secret',
    { schema: { response: { 200: Secret } } },
    async () => answers.secret,
  )
  await app.listen({ host: '127.0.0.1', port: 0 })
  return { port: (app.server.address() as AddressInfo).port }
}

if (import.meta.main) {
  process.on('disconnect', () => process.exit())
  process.on('message', async (question: BareQuestion) => process.send?.(await serve(question)))
}
