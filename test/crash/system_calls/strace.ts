// strace on a running server: to see its system calls, or to make some of them fail.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** Why strace cannot be used here, or false. */
export const strace_missing: string | false = whyNot()

function whyNot(): string | false {
  const tried = spawnSync('strace', ['-f', '-e', 'trace=none', 'true'], { encoding: 'utf8' })
  if (tried.error) return 'strace is not installed'
  if (tried.status !== 0) return `strace may not trace here: ${tried.stderr.trim()}`
  const { uid } = { uid: process.getuid?.() }
  return uid === 0 ? false : 'attaching to a running process with strace needs root'
}

export interface Tracing {
  /** Detaches; the process goes on as if nothing had been. */
  stop(): Promise<void>
}

/** Resolves when every thread of the process is attached. */
export async function attach(pid: number, args: string[]): Promise<Tracing> {
  const strace = spawn('strace', ['-f', '-p', String(pid), ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
  const killed = () => void strace.kill('SIGKILL')
  process.once('exit', killed)
  await attached(strace)
  return {
    async stop() {
      process.removeListener('exit', killed)
      if (strace.exitCode !== null || strace.signalCode !== null) return
      const ended = once(strace, 'exit')
      strace.kill('SIGINT')
      await ended
    },
  }
}

async function attached(strace: ChildProcess): Promise<void> {
  const said: string[] = []
  for await (const line of createInterface({ input: strace.stderr as NodeJS.ReadableStream })) {
    said.push(line)
    if (/Process \d+ attached/.test(line)) {
      // Nobody reads on, and a full pipe would stop strace.
      strace.stderr?.resume()
      return
    }
  }
  throw new Error(`strace did not attach: ${said.join('\n')}`)
}
