// Runs other people's programs for the client tests, and says what was run.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'

export interface Ran {
  status: number | null
  stdout: string
  stderr: string
}

export interface RunOptions {
  /** Added to the environment, without what this project or another client may have left in it. */
  env?: Record<string, string>
  cwd?: string
  input?: string
  timeout_ms?: number
  /** Prints what the program prints, as it comes. */
  shown?: boolean
}

/** For what is fetched once and kept: virtual environments, binaries. */
export const CACHE = join(import.meta.dirname, '../../.cache/clients')

const RUN_MAX_MS = 60_000
const FOREIGN =
  /^(ROCKPOOL|DIGITALOCEAN)_|^(REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|SSL_CERT_FILE|SSL_CERT_DIR|\w+_proxy)$/i

/** Resolves however the program ends; a status of null means that a signal ended it. */
export async function run(command: string, args: string[], options: RunOptions = {}): Promise<Ran> {
  console.log(`$ ${[command, ...args].map(shown).join(' ')}`)
  const child = spawn(command, args, {
    env: { ...ownEnvironment(), ...options.env },
    cwd: options.cwd ?? import.meta.dirname,
    timeout: options.timeout_ms ?? RUN_MAX_MS,
    killSignal: 'SIGKILL',
  })
  const ran: Ran = { status: null, stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].on('data', (chunk) => {
      ran[stream] += chunk
      if (options.shown) process.stdout.write(chunk)
    })
  child.stdin.on('error', () => {})
  child.stdin.end(options.input ?? '')
  const [status] = await once(child, 'close')
  return { ...ran, status }
}

/** Downloads go through the machine's proxy; requests to the server under test must not. */
export const withProxy = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value !== undefined && /^\w+_proxy$/i.test(name) ? [[name, value]] : [],
    ),
  )

/** The path of an executable on the PATH. */
export function findProgram(name: string): string | undefined {
  return (process.env.PATH ?? '')
    .split(':')
    .map((folder) => join(folder, name))
    .find(isExecutable)
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The line that says why, of what a failed program printed. */
export function whyFailed({ stderr, stdout, status }: Ran): string {
  const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '')
  const error = lines.find((line) => /^\W*Error: /.test(line)) ?? lines.at(-1)
  return (error ?? `it ended with ${status}`).trim().slice(0, 300)
}

function ownEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([name, value]) => value !== undefined && !FOREIGN.test(name),
  )
  return Object.fromEntries(kept) as Record<string, string>
}

function shown(argument: string): string {
  const hidden = argument.replaceAll(/\bdop_v1_[0-9a-f]{64}/g, 'dop_v1_…')
  return /^[\w./:@=+-]+$/.test(hidden) ? hidden : `'${hidden}'`
}
