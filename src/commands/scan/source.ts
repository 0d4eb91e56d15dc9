// An API that is only ever asked: GET, with patience for limits and blips.
import type { Agent, IncomingMessage, RequestOptions } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { type Source, type SourceAnswer, Unreadable } from '../../posture/reading/read.ts'

export interface Remote {
  url: string
  token: string
  /** PEM, trusted beside the system's. */
  ca?: string | undefined
  /** How long an answer may take. */
  timeout_ms?: number
  /** How it waits. */
  pause?(seconds: number): Promise<unknown>
  /** Told when it waits, and how long. */
  waiting?(seconds: number, reason: string): void
}

const TIMEOUT_MS = 30_000
const ANSWER_MAX_BYTES = 64 * 1024 * 1024
const RETRY_SECONDS = [1, 2, 5, 15]
const LONGEST_WAIT_SECONDS = 3600

export function remoteSource(remote: Remote): Source {
  const ask = asker(remote)
  return { name: remote.url, get: (path) => persevere(remote, () => ask(path)) }
}

async function persevere(remote: Remote, ask: () => Promise<Told>): Promise<Told> {
  const { url, waiting, pause = (seconds) => setTimeout(seconds * 1000) } = remote
  for (let tries = 0; ; tries++) {
    const answer = await ask().catch((error: NodeJS.ErrnoException) => error)
    const wait = waitAfter(answer, tries)
    if (wait === undefined) return answered(answer, url)
    waiting?.(wait, answer instanceof Error ? 'no answer' : `answered ${answer.status}`)
    await pause(wait)
  }
}

function answered(answer: Told | NodeJS.ErrnoException, url: string): Told {
  if (!(answer instanceof Error)) return answer
  throw new Unreadable(`${url} does not answer (${answer.code ?? answer.message})`)
}

type Told = SourceAnswer & { headers: IncomingMessage['headers'] }

/** In seconds; undefined where the answer is to be taken as it is. */
function waitAfter(answer: Told | Error, tries: number): number | undefined {
  const own = RETRY_SECONDS[tries]
  if (answer instanceof Error) return own
  const { status, headers } = answer
  if (status === 429) return Math.min(askedWait(headers), LONGEST_WAIT_SECONDS)
  return status >= 500 && status !== 501 ? own : undefined
}

function askedWait(headers: IncomingMessage['headers']): number {
  const after = Number(headers['retry-after'])
  if (Number.isFinite(after) && after >= 0) return Math.max(1, after)
  const reset = Number(headers['ratelimit-reset']) - Date.now() / 1000
  return Number.isFinite(reset) && reset > 0 ? Math.ceil(reset) : 60
}

function asker({ url, token, ca, timeout_ms = TIMEOUT_MS }: Remote): (path: string) => Promise<Told> {
  const secure = new URL(url).protocol === 'https:'
  const { request, Agent: PooledAgent } = process.getBuiltinModule(secure ? 'node:https' : 'node:http')
  const agent: Agent = new PooledAgent({ keepAlive: true })
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json' }
  const options: RequestOptions & { ca?: string[] } = {
    method: 'GET',
    headers,
    agent,
    ...(ca !== undefined && { ca: [...process.getBuiltinModule('node:tls').getCACertificates(), ca] }),
  }
  return (path) =>
    new Promise((resolve, reject) => {
      // For the whole answer: one that trickles in for ever must not hold up the scan.
      const asked = request(new URL(path, url), { ...options, signal: AbortSignal.timeout(timeout_ms) })
      asked.on('error', (error) => reject(error.name === 'AbortError' ? timedOut() : error))
      asked.on('response', (response) => {
        const parts: Buffer[] = []
        let bytes = 0
        response.on('data', (part: Buffer) => {
          bytes += part.length
          if (bytes > ANSWER_MAX_BYTES) asked.destroy(new Error('the answer is too large'))
          else parts.push(part)
        })
        response.on('error', (error) => reject(error.name === 'AbortError' ? timedOut() : error))
        response.on('end', () => {
          const { statusCode: status = 0, headers } = response
          resolve({ status, headers, body: parsed(Buffer.concat(parts).toString('utf8')) })
        })
      })
      asked.end()
    })
}

const timedOut = () => Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
