// A door in front of Pebble that knows every exchange by its kind and by the certificate that it is about, and may meddle
// with it. Pebble writes its URLs as the Host header says, so whoever comes through the door stays before it.
import { once } from 'node:events'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { Agent, createServer, request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { issueServerCertificate, makeAuthority } from '../../src/tls/local_ca.ts'
import type { Pebble } from './pebble.ts'

const KINDS = {
  '/dir': 'directory',
  '/nonce-plz': 'nonce',
  '/sign-me-up': 'account',
  '/order-plz': 'order',
  '/list-orderz': 'orders',
  '/my-order': 'order poll',
  '/authZ': 'authorization',
  '/chalZ': 'challenge',
  '/finalize-order': 'finalize',
  '/certZ': 'certificate',
  '/draft-ietf-acme-ari-03': 'renewal info',
} as const

export type Kind = (typeof KINDS)[keyof typeof KINDS]

export interface Seen {
  kind: Kind
  /** The first of the names that are ordered; empty where it is about none. */
  about: string
  /** What was signed, as far as it can be read. */
  payload: Record<string, unknown>
}

export interface Passed {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

export interface Passage extends Seen {
  /** Has Pebble answer. */
  pass(): Promise<Passed>
  response: ServerResponse
}

/** Answers in Pebble's place, before or after it. */
export type Meddler = (passage: Passage) => void | Promise<void>

export interface Relay extends AsyncDisposable {
  directory: string
  /** PEM: who signed the door's certificate. */
  ca: string
  seen: Seen[]
  /** About what each order was that Pebble has made. */
  ordered: string[]
  /** Who meddles with an exchange; undefined passes it on as it is. */
  meddlerFor: (seen: Seen) => Meddler | undefined
}

export async function startRelay({ directory, ca }: Pebble): Promise<Relay> {
  const agent = new Agent({ ca, keepAlive: true })
  const authority = await makeAuthority(new Date(), 'relay')
  const door = await issueServerCertificate(authority, ['127.0.0.1'], new Date())
  const owners = new Map<string, string>()

  async function pass(asked: Asked, about: string): Promise<Passed> {
    const passed = await forward(asked, new URL(directory).port, agent)
    if (about !== '') for (const path of pathsIn(passed)) owners.set(path, about)
    if (asked.path === '/order-plz' && passed.status === 201) relay.ordered.push(about)
    return passed
  }

  const server = createServer({ key: door.key, cert: door.certificate }, async (incoming, response) => {
    try {
      const asked = await read(incoming)
      const payload = payloadOf(asked.body)
      const about = owners.get(asked.path) ?? firstName(payload)
      const seen = { kind: kindOf(asked.path), about, payload }
      relay.seen.push(seen)
      const meddle = relay.meddlerFor(seen) ?? passOn
      await meddle({ ...seen, pass: () => pass(asked, about), response })
    } catch {
      // The other end has gone, or Pebble has: whoever asked sees a connection that breaks.
      response.destroy()
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const relay: Relay = {
    directory: `https://127.0.0.1:${port}/dir`,
    ca: authority.certificate,
    seen: [],
    ordered: [],
    meddlerFor: () => undefined,
    async [Symbol.asyncDispose]() {
      agent.destroy()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return relay
}

export const passOn: Meddler = async ({ pass, response }) => answer(response, await pass())

export function answer(response: ServerResponse, { status, headers, body }: Passed): void {
  const { 'content-length': _, 'transfer-encoding': __, connection, ...kept } = headers
  response.writeHead(status, kept).end(body)
}

interface Asked {
  method: string
  path: string
  headers: IncomingHttpHeaders
  body: string
}

async function read(incoming: IncomingMessage): Promise<Asked> {
  const body = Buffer.concat(await incoming.toArray()).toString()
  return { method: incoming.method ?? 'GET', path: incoming.url ?? '/', headers: incoming.headers, body }
}

/** With the Host header that came, which the signed URL names. */
async function forward({ method, path, headers, body }: Asked, port: string, agent: Agent): Promise<Passed> {
  const outgoing = request({ host: '127.0.0.1', port, method, path, headers, agent })
  outgoing.end(body)
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage]
  const text = Buffer.concat(await incoming.toArray()).toString()
  return { status: incoming.statusCode ?? 502, headers: incoming.headers, body: text }
}

function kindOf(path: string): Kind {
  const found = Object.entries(KINDS).find(([start]) => path === start || path.startsWith(`${start}/`))
  if (!found) throw new Error(`Pebble has no ${path}`)
  return found[1]
}

function payloadOf(body: string): Record<string, unknown> {
  if (body === '') return {}
  const signed = Buffer.from(JSON.parse(body).payload, 'base64url').toString()
  return signed === '' ? {} : JSON.parse(signed)
}

function firstName({ identifiers }: Record<string, unknown>): string {
  const [first] = Array.isArray(identifiers) ? identifiers : []
  return first?.value ?? ''
}

/** Of the resources that an answer leads to, its own among them. */
function pathsIn({ headers, body }: Passed): string[] {
  const urls = [headers.location ?? '', ...(body.match(/https:[^"\s]+/g) ?? [])]
  return urls.flatMap((url) => URL.parse(url)?.pathname ?? [])
}
