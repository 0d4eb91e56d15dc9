// The sockets: plain HTTP and TLS in front of the same application, with limits on everything a client can hold.
import type http from 'node:http'
import type https from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { ApiError } from '../kernel/errors.ts'
import { badRequest, headersTooLarge, requestTimeout } from '../kernel/errors.ts'
import type { Identity } from '../tls/local_ca.ts'

export interface ListenerLimits {
  max_connections: number
  request_timeout_seconds: number
}

export interface Listener {
  secure: boolean
  /** As `127.0.0.1:8484`. */
  address: string
  /** Takes a new certificate for connections to come. */
  setIdentity(identity: Identity): void
  /** Takes no more connections, and resolves when the last answer under way has been sent, or after `grace_ms`. */
  drain(grace_ms: number): Promise<void>
}

// `import` of these loads every class that they re-export, the fetch API among them: 20 ms and some MB for nothing.
const { createServer, STATUS_CODES } = process.getBuiltinModule('node:http')
const { createServer: createSecureServer } = process.getBuiltinModule('node:https')

type Handler = (request: http.IncomingMessage, response: http.ServerResponse) => void

const HEADERS_MAX_BYTES = 16_384
const HEADERS_MAX_COUNT = 100
const KEEP_ALIVE_MS = 65_000

/** Throws the system's error when the address is taken. With an identity it speaks TLS. */
export async function listen(
  address: { host: string; port: number },
  handler: Handler,
  limits: ListenerLimits,
  identity?: Identity,
): Promise<Listener> {
  const options = serverOptions(limits)
  const secure =
    identity && createSecureServer({ ...options, ...tlsOf(identity), minVersion: 'TLSv1.2' }, handler)
  const server = secure ?? createServer(options, handler)
  server.maxConnections = limits.max_connections
  server.maxHeadersCount = HEADERS_MAX_COUNT
  server.on('clientError', answerUnreadable)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(address, resolve)
  })
  const { address: host, family, port } = server.address() as AddressInfo
  return {
    secure: secure !== undefined,
    address: family === 'IPv6' ? `[${host}]:${port}` : `${host}:${port}`,
    setIdentity: (next) => secure?.setSecureContext(tlsOf(next)),
    drain: (grace_ms) => drain(server, grace_ms),
  }
}

const tlsOf = ({ certificate, key }: Identity) => ({ cert: certificate, key })

function serverOptions({ request_timeout_seconds }: ListenerLimits): http.ServerOptions {
  return {
    maxHeaderSize: HEADERS_MAX_BYTES,
    headersTimeout: Math.min(10, request_timeout_seconds) * 1000,
    requestTimeout: request_timeout_seconds * 1000,
    connectionsCheckingInterval: 1000,
    keepAliveTimeout: KEEP_ALIVE_MS,
    requireHostHeader: true,
  }
}

// What came could not be read as a request, so no framework has seen it; the answer has the house shape all the same.
function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const { status, id, message } = unreadable(error.code)
  const body = JSON.stringify({ id, message, request_id: crypto.randomUUID() })
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

function unreadable(code: string | undefined): ApiError {
  if (code === 'HPE_HEADER_OVERFLOW') return headersTooLarge()
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return requestTimeout()
  return badRequest('What arrived is not an HTTP request.')
}

function drain(server: http.Server | https.Server, grace_ms: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), grace_ms)
    server.close(() => {
      clearTimeout(cut)
      resolve()
    })
    server.closeIdleConnections()
  })
}
