// The server under test: the real one, started as a user starts it.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import http, { type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { codeOf } from './freshness.ts'
import { keepTrack, temporaryFolder } from './processes.ts'

export const LAUNCHER = join(import.meta.dirname, '..', 'bin', 'rockpool')
export const REGION = 'nyc3'

/** The code that the servers of this run have run: one kind of it, or somebody has changed the sources meanwhile. */
export const code_run = new Set<string>()

const START_DEADLINE_MS = 30_000
const STOP_DEADLINE_MS = 20_000

export interface Server extends AsyncDisposable {
  pid: number
  port: number
  /** Of its name server. */
  dns_port: number
  data: string
  /** Of the account that the first start makes. */
  token: string
  /** From the spawn to the first 200 of /healthz. */
  started_ms: number
  /** The body of an answer whose status must be 200, or the one that is given. */
  call(method: 'GET' | 'POST' | 'PUT', path: string, options?: CallOptions): Promise<string>
  /** Resolves when the process has ended by itself. Throws if it did not end well. */
  stop(): Promise<void>
}

interface CallOptions {
  body?: object
  token?: string
  status?: number
}

export interface ServerOptions {
  /** A folder with the data of an earlier start; a new one where absent. */
  data?: string
  env?: Record<string, string>
  command?: readonly string[]
}

export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const { data = join(temporaryFolder(), 'data'), env = {}, command = [LAUNCHER] } = options
  const [program, ...args] = command as [string, ...string[]]
  const spawned_at = performance.now()
  const child = spawn(program, [...args, 'serve'], {
    env: { ...baseEnvironment(), ROCKPOOL_DATA: data, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  keepTrack(child)
  const { port, dns_port } = await servingPorts(child)
  const url = `http://127.0.0.1:${port}`
  await requireHealth(url)
  const started_ms = performance.now() - spawned_at
  code_run.add(codeOf(child.pid as number) ?? 'unknown code')
  const token = readFileSync(join(data, 'token'), 'utf8').trim()
  return {
    pid: child.pid as number,
    port,
    dns_port,
    data,
    token,
    started_ms,
    call: (method, path, call) => callServer(`${url}${path}`, method, { token, ...call }),
    stop: () => stopServer(child),
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null) await stopServer(child)
    },
  }
}

/** Nothing that the caller's shell sets for a Rockpool of its own may reach the server under test. */
export function baseEnvironment(): Record<string, string> {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(ROCKPOOL_|NODE_OPTIONS$)/.test(name))
  return {
    ...(Object.fromEntries(inherited) as Record<string, string>),
    ROCKPOOL_LISTEN: '127.0.0.1:0',
    ROCKPOOL_TLS_LISTEN: '127.0.0.1:0',
    ROCKPOOL_DNS_LISTEN: '127.0.0.1:0',
    ROCKPOOL_RATE_LIMIT: 'off',
  }
}

/** One region, so that the figures do not hang on the number of databases. */
export const ONE_REGION = { ROCKPOOL_REGIONS: REGION }

interface Ports {
  port: number
  dns_port: number
}

function servingPorts(child: ChildProcess): Promise<Ports> {
  const { promise, resolve, reject } = Promise.withResolvers<Ports>()
  const said: string[] = []
  const problem = (what: string) => reject(new Error(`the server ${what}:\n${said.join('\n')}`))
  const timer = setTimeout(() => problem('did not start in time'), START_DEADLINE_MS)
  child.once('exit', (code, signal) => problem(`ended with ${code ?? signal}`))
  if (!child.stderr) throw new Error('the server has no stderr')
  createInterface(child.stderr).on('line', (line) => {
    if (said.length < 20) said.push(line)
    const ports = portsIn(line)
    if (ports) resolve(ports)
  })
  return promise.finally(() => clearTimeout(timer))
}

function portsIn(line: string): Ports | undefined {
  if (!line.startsWith('{')) return undefined
  const told = JSON.parse(line) as { msg?: string; addresses?: string[]; name_server?: string }
  const portOf = (address: string | undefined) => Number(address?.split(':').at(-1))
  const { msg, addresses, name_server } = told
  return msg === 'serving' ? { port: portOf(addresses?.[0]), dns_port: portOf(name_server) } : undefined
}

// Not by fetch, whose own first call takes longer than the server's answer.
async function requireHealth(url: string): Promise<void> {
  const [answer] = (await once(http.get(`${url}/healthz`, { agent: false }), 'response')) as [IncomingMessage]
  answer.resume()
  if (answer.statusCode !== 200) throw new Error(`/healthz answered ${answer.statusCode}`)
}

async function callServer(url: string, method: string, options: CallOptions): Promise<string> {
  const { body, token, status = 200 } = options
  const answer = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (answer.status !== status) throw new Error(`${method} ${url} answered ${answer.status}: ${text}`)
  return text
}

async function stopServer(child: ChildProcess): Promise<void> {
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS)
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>
  child.kill('SIGTERM')
  const [code, signal] = await ended
  clearTimeout(timer)
  if (code !== 0) throw new Error(`the server ended with ${code ?? signal} instead of 0`)
}
