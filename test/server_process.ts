// The real server in a process of its own, for tests that need a socket, a signal or a crash.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface ServerOptions {
  /** A folder that outlives the server; without one, it gets one of its own that goes when it stops. */
  data?: string
  /** Beyond any free ports, which both listeners take; no setting of the caller’s environment is passed on. */
  settings?: Record<string, string>
  /** What runs the server in its place, with the server's own command line after it: `['strace', '-f']`. */
  under?: string[]
}

export interface ServerProcess extends AsyncDisposable {
  /** Origins without a trailing slash. */
  url: string
  tls_url: string
  /** Where its name server answers, as `127.0.0.1:8453`. */
  dns: string
  /** Full access. */
  token: string
  token_file: string
  ca_file: string
  data: string
  child: ChildProcess
  /** The lines of its standard error so far, which are its log. */
  log: string[]
  /** Its standard output so far. */
  printed: () => string
  /** Resolves to the exit code once the process has ended, or undefined where a signal ended it. */
  stop(signal?: NodeJS.Signals): Promise<number | undefined>
}

const SERVER = join(import.meta.dirname, '../bin/rockpool')
const START_MAX_MS = 30_000
const STOP_MAX_MS = 20_000

/** Resolves when the server serves. Throws with its log if it ends before. */
export async function startServer(options: ServerOptions = {}): Promise<ServerProcess> {
  const data = options.data ?? mkdtempSync(join(tmpdir(), 'rockpool-server-'))
  const [command = '', ...args] = [...(options.under ?? []), SERVER, 'serve']
  const child = spawn(command, args, { env: environment(data, options), stdio: ['ignore', 'pipe', 'pipe'] })
  const log: string[] = []
  const printed: string[] = []
  child.stdout.on('data', (chunk) => printed.push(String(chunk)))
  const killed = () => void child.kill('SIGKILL')
  process.once('exit', killed)

  async function stop(signal: NodeJS.Signals = 'SIGTERM') {
    await end(child, signal)
    process.removeListener('exit', killed)
    if (!options.data) rmSync(data, { recursive: true, force: true })
    return child.exitCode ?? undefined
  }

  try {
    const { addresses, name_server } = await untilServing(child, log)
    const [plain = '', secure = ''] = addresses
    return {
      url: `http://${plain}`,
      tls_url: `https://${secure}`,
      dns: name_server ?? '',
      token: readFileSync(join(data, 'token'), 'utf8').trim(),
      token_file: join(data, 'token'),
      ca_file: join(data, 'ca.pem'),
      data,
      child,
      log,
      printed: () => printed.join(''),
      stop,
      async [Symbol.asyncDispose]() {
        await stop()
      },
    }
  } catch (error) {
    await stop('SIGKILL')
    throw error
  }
}

function environment(data: string, { settings }: ServerOptions): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => !/^(ROCKPOOL|DIGITALOCEAN)_/.test(name))
  return {
    ...Object.fromEntries(kept.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
    ROCKPOOL_DATA: data,
    ROCKPOOL_LISTEN: '127.0.0.1:0',
    ROCKPOOL_TLS_LISTEN: '127.0.0.1:0',
    ROCKPOOL_DNS_LISTEN: '127.0.0.1:0',
    ...settings,
  }
}

interface Serving {
  /** Plain HTTP first, then TLS. */
  addresses: string[]
  name_server?: string
}

/** Where the server says that it serves. */
async function untilServing(child: ChildProcess, log: string[]): Promise<Serving> {
  const lines = createInterface({ input: child.stderr as NodeJS.ReadableStream })
  const serving = new Promise<Serving>((resolve) => {
    lines.on('line', (line) => {
      log.push(line)
      const found = servingIn(line)
      if (found) resolve(found)
    })
  })
  const failed = once(child, 'close').then(() => {
    throw new Error(
      `the server ended with ${child.exitCode ?? child.signalCode} before it served:\n${log.join('\n')}`,
    )
  })
  const timer = new AbortController()
  const late = once(AbortSignal.timeout(START_MAX_MS), 'abort', { signal: timer.signal }).then(() => {
    throw new Error(`the server did not serve within ${START_MAX_MS} ms:\n${log.join('\n')}`)
  })
  late.catch(() => {})
  failed.catch(() => {})
  try {
    return await Promise.race([serving, failed, late])
  } finally {
    timer.abort()
  }
}

function servingIn(line: string): Serving | undefined {
  if (!line.includes('"serving"')) return undefined
  const told = JSON.parse(line)
  return told.msg === 'serving' ? told : undefined
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill(signal)
  const cut = setTimeout(() => child.kill('SIGKILL'), STOP_MAX_MS)
  await ended
  clearTimeout(cut)
}
