// An authority over plain HTTP that answers by the book, but for what a test has it say: for what Pebble never does.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type AcmeOptions, buildAcmeIssuer } from '../../src/issuers/acme/acme_issuer.ts'
import { perform } from '../../src/issuers/aside/work.ts'
import type { Issuer } from '../../src/issuers/issuer.ts'
import { makeKey } from '../../src/tls/csr.ts'

/** A signed request, as it arrived; unsigned ones have neither. */
export interface Asked {
  path: string
  headers: IncomingMessage['headers']
  jws?: { protected: string; payload: string; signature: string }
}

export type Reply = (response: ServerResponse, asked: Asked, origin: string) => void

export interface StubAuthority extends AsyncDisposable {
  origin: string
  directory: string
  asked: Asked[]
  replies: Record<string, Reply>
  /** With an account key of its own and little patience. */
  issuer(options?: Partial<AcmeOptions>): Promise<Issuer>
}

export const json =
  (status: number, body: object, headers: Record<string, string> = {}): Reply =>
  (response) => {
    const type = status < 400 ? 'application/json' : 'application/problem+json'
    response.writeHead(status, { 'content-type': type, ...headers }).end(JSON.stringify(body))
  }

export const problem = (status: number, type: string, more: object = {}, headers = {}) =>
  json(status, { type: `urn:ietf:params:acme:error:${type}`, detail: `it is ${type}`, ...more }, headers)

export const orderAt = (origin: string, more: object = {}) => ({
  status: 'pending',
  identifiers: [{ type: 'dns', value: 'a.example.com' }],
  authorizations: [`${origin}/authorization`],
  finalize: `${origin}/finalize`,
  ...more,
})

export const authorizationAt = (origin: string, more: object = {}) => ({
  status: 'pending',
  identifier: { type: 'dns', value: 'a.example.com' },
  challenges: [{ type: 'dns-01', url: `${origin}/challenge`, token: 'x'.repeat(43), status: 'pending' }],
  ...more,
})

export const directoryAt = (origin: string) => ({
  newNonce: `${origin}/nonce`,
  newAccount: `${origin}/account`,
  newOrder: `${origin}/new_order`,
  renewalInfo: `${origin}/renewal`,
})

const BY_THE_BOOK: Record<string, Reply> = {
  '/dir': (response, asked, origin) => json(200, directoryAt(origin))(response, asked, origin),
  '/nonce': (response) => response.writeHead(204).end(),
  '/account': (response, asked, origin) =>
    json(201, { status: 'valid' }, { location: `${origin}/account/1` })(response, asked, origin),
  '/new_order': (response, asked, origin) =>
    json(201, orderAt(origin), { location: `${origin}/order` })(response, asked, origin),
  '/order': (response, asked, origin) => json(200, orderAt(origin))(response, asked, origin),
  '/authorization': (response, asked, origin) => json(200, authorizationAt(origin))(response, asked, origin),
}

export async function startStub(replies: Record<string, Reply> = {}): Promise<StubAuthority> {
  const asked: Asked[] = []
  const stub = { ...BY_THE_BOOK, ...replies }
  const server = createServer(async (request, response) => {
    const one = await read(request)
    asked.push(one)
    response.setHeader('replay-nonce', `nonce${asked.length}`)
    const reply = stub[one.path] ?? problem(404, 'malformed')
    reply(response, one, origin)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    origin,
    directory: `${origin}/dir`,
    asked,
    replies: stub,
    issuer: (options) => buildStubIssuer(`${origin}/dir`, options),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function buildStubIssuer(directory: string, options: Partial<AcmeOptions> = {}): Promise<Issuer> {
  const key = await makeKey('ec256')
  return buildAcmeIssuer({
    directory,
    contact: [],
    account_key: async () => key,
    version: '1.2.3',
    now: () => new Date(),
    time_limit_ms: 1000,
    aside: perform,
    ...options,
  })
}

async function read(request: IncomingMessage): Promise<Asked> {
  const chunks = await request.toArray()
  const body = Buffer.concat(chunks).toString()
  const { url: path = '', headers } = request
  return { path, headers, ...(body !== '' && { jws: JSON.parse(body) }) }
}

/** A part of a JWS, which is JSON or nothing. */
export const decoded = (part = '') => JSON.parse(Buffer.from(part, 'base64url').toString() || '""')
