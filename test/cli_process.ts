// `bin/rockpool` in a process of its own, as a shell would start it.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'

export interface Ran {
  /** Null where a signal ended it. */
  code: number | null
  signal: NodeJS.Signals | null
  out: string
  err: string
}

export interface Running {
  child: ChildProcess
  ended: Promise<Ran>
}

export interface RunOptions {
  settings?: Record<string, string>
  input?: string
  /** Runs it on a terminal of its own, on which standard output and standard error meet. */
  terminal?: boolean
}

export const ROCKPOOL = join(import.meta.dirname, '../bin/rockpool')
const MAX_MS = 60_000
// Node.js takes a machine that sets CI for one without colours, whatever the terminal says.
const NOT_FOR_IT = /^(ROCKPOOL|DIGITALOCEAN)_|COLOR|^CI$/

/** Starts it with no settings of the caller's environment but `settings`. */
export function start(args: string[], { settings, input, terminal = false }: RunOptions = {}): Running {
  const kept = Object.entries(process.env).filter(([name]) => !NOT_FOR_IT.test(name))
  const env = { ...Object.fromEntries(kept), ...(terminal && { TERM: 'xterm' }), ...settings }
  const [command = '', ...rest] = terminal
    ? ['script', '-qec', [ROCKPOOL, ...args].map(quoted).join(' '), '/dev/null']
    : [ROCKPOOL, ...args]
  const child = spawn(command, rest, { env, timeout: MAX_MS, killSignal: 'SIGKILL' })
  child.stdin.on('error', () => {})
  child.stdin.end(input ?? '')
  return { child, ended: endOf(child) }
}

export const rockpool = (args: string[], options?: RunOptions): Promise<Ran> => start(args, options).ended

async function endOf(child: ReturnType<typeof spawn>): Promise<Ran> {
  const [out, err, [code, signal]] = await Promise.all([
    buffer(child.stdout as NodeJS.ReadableStream),
    buffer(child.stderr as NodeJS.ReadableStream),
    once(child, 'close'),
  ])
  return { code, signal, out: out.toString('utf8'), err: err.toString('utf8') }
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`
