// One HTTP request and its whole answer, to and from a server that may be slow, broken or hostile. Redirects are not
// followed: a signed request names the URL that it is for.
import { once } from 'node:events'
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage, RequestOptions } from 'node:http'
import { Agent, request as secureRequest } from 'node:https'
import { createSecureContext, getCACertificates } from 'node:tls'
import { badAnswer, harmless, hostOf, IssuerProblem } from '../problem.ts'

export interface Request {
  method: 'GET' | 'HEAD' | 'POST'
  url: string
  /** A JWS. */
  body?: string
}

export interface Answer {
  url: string
  status: number
  headers: IncomingHttpHeaders
  body: string
}

/** Throws IssuerProblem where there is no whole answer. */
export type Exchange = (request: Request) => Promise<Answer>

export interface ExchangeOptions {
  /** PEM certificates, trusted beside the system's. */
  ca?: string | undefined
  /** Of this program. */
  version: string
  time_limit_ms?: number | undefined
}

const TIME_LIMIT_MS = 10_000
// Shorter than a server keeps an idle connection, or a request would now and then go into one that is being closed.
const IDLE_CONNECTION_MS = 4000
// A hundred times the longest chain or order, and little enough to hold.
const ANSWER_MAX_BYTES = 256 * 1024

export function buildExchange({ ca, version, time_limit_ms = TIME_LIMIT_MS }: ExchangeOptions): Exchange {
  const headers = { 'user-agent': `Rockpool/${version}`, 'accept-language': 'en' }
  let agent: Agent | undefined
  return async ({ method, url, body }) => {
    const secure = url.startsWith('https:')
    if (secure) agent ??= trustingAgent(ca)
    const signal = AbortSignal.timeout(time_limit_ms)
    const options = {
      method,
      signal,
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/jose+json' }) },
    }
    try {
      const request = secure ? secureRequest(url, { ...options, agent }) : await plainRequest(url, options)
      // Whatever fails after the answer has begun is thrown while that is read; without a listener it would end the process.
      request.on('error', () => {})
      request.end(body)
      const [response] = (await once(request, 'response')) as [IncomingMessage]
      const { statusCode: status = 0, headers: answered } = response
      return { url, status, headers: answered, body: await readBounded(url, response) }
    } catch (error) {
      throw error instanceof IssuerProblem ? error : unreachable(url, error, signal)
    }
  }
}

/** To import this module loads all of Node's fetch, which no start has time for, and few authorities are on this machine. */
async function plainRequest(url: string, options: RequestOptions): Promise<ClientRequest> {
  return (await import('node:http')).request(url, options)
}

/** The list of what the system trusts takes long to read, so it waits for the first request. Connections are kept for the next requests. */
function trustingAgent(ca: string | undefined): Agent {
  const system = getCACertificates('system')
  const known = system.length > 0 ? system : getCACertificates('bundled')
  const trusted = [...known, ...getCACertificates('extra'), ...(ca === undefined ? [] : [ca])]
  const secureContext = createSecureContext({ ca: trusted })
  return new Agent({ secureContext, keepAlive: true, timeout: IDLE_CONNECTION_MS })
}

async function readBounded(url: string, response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of response) {
    bytes += chunk.length
    // Leaving the loop destroys the connection.
    if (bytes > ANSWER_MAX_BYTES) throw badAnswer(url, `more than ${ANSWER_MAX_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function unreachable(url: string, cause: unknown, signal: AbortSignal): IssuerProblem {
  const { code, message } = cause as NodeJS.ErrnoException
  const why = signal.aborted ? 'no whole answer in time' : harmless(code ?? message)
  return new IssuerProblem({ type: 'unreachable', detail: `${hostOf(url)}: ${why}` }, { cause })
}
