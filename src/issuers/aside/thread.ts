// A thread for what issuing needs and no reader of the API should wait for: requests to authorities, signatures, requests
// for certificates, and checks of what comes back. It begins with the first piece of work and ends when there has been
// none for a while, so that a server which issues nothing has nothing of it in memory.
import { Worker } from 'node:worker_threads'
import { errorOf } from './fault.ts'
import type { Aside, Found, Work } from './work.ts'
import type { Outcome, Question } from './work_thread.ts'

export interface AsideThread {
  aside: Aside
  /** Ends the thread: what it has not done fails, as if the process had died. */
  close(): Promise<void>
}

interface Times {
  /** Renewals that wait for a limit come back within seconds of each other. */
  idle_ms: number
  /** More than anything takes that ends at all; the longest is an exchange, which gives up after ten seconds. */
  longest_ms: number
}

/** The thread has ended before it had done the work, which may be asked for again. */
export class ThreadEnded extends Error {
  constructor(why: string) {
    super(`the issuing thread has ended: ${why}`)
  }
}

export function openThread(times: Times = { idle_ms: 10_000, longest_ms: 30_000 }): AsideThread {
  let thread: WorkThread | undefined
  let closed = false
  const forget = (ended: WorkThread) => {
    if (thread === ended) thread = undefined
  }
  return {
    async aside(name, ...given) {
      if (closed) throw new ThreadEnded('the server is stopping')
      thread ??= new WorkThread(times, forget)
      return (await thread.ask(name, given)) as Found<typeof name>
    },
    async close() {
      closed = true
      await thread?.end('the server is stopping')
    },
  }
}

interface Waiting {
  resolve(value: unknown): void
  reject(error: Error): void
  limit: NodeJS.Timeout
}

class WorkThread {
  readonly #worker = new Worker(new URL('./work_thread.ts', import.meta.url))
  readonly #times: Times
  readonly #forget: (ended: WorkThread) => void
  readonly #waiting = new Map<number, Waiting>()
  #asked = 0
  #idle: NodeJS.Timeout | undefined

  /** `forget` is called as soon as nothing can be asked of it any more. */
  constructor(times: Times, forget: (ended: WorkThread) => void) {
    this.#times = times
    this.#forget = forget
    this.#worker.on('message', (outcome: Outcome) => this.#settle(outcome))
    this.#worker.on('error', (error: Error) => this.#fail(error.message))
    this.#worker.on('exit', (code) => this.#fail(`exit code ${code}`))
  }

  ask(name: keyof Work, given: unknown[]): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    const { longest_ms } = this.#times
    const tooLong = () => void this.end(`${name} took longer than ${longest_ms / 1000} seconds`)
    const id = this.#asked++
    this.#worker.postMessage({ id, name, given } satisfies Question)
    this.#worker.ref()
    clearTimeout(this.#idle)
    this.#waiting.set(id, { resolve, reject, limit: setTimeout(tooLong, longest_ms) })
    return promise
  }

  async end(why: string): Promise<void> {
    this.#fail(why)
    await this.#worker.terminate()
  }

  #settle(outcome: Outcome): void {
    const asked = this.#take(outcome.id)
    if ('fault' in outcome) asked?.reject(errorOf(outcome.fault))
    else asked?.resolve(outcome.value)
    if (this.#waiting.size > 0) return
    // Only what is waited for keeps the process from ending.
    this.#worker.unref()
    this.#idle = setTimeout(() => void this.end('it had nothing to do'), this.#times.idle_ms).unref()
  }

  #fail(why: string): void {
    this.#forget(this)
    clearTimeout(this.#idle)
    for (const id of this.#waiting.keys()) this.#take(id)?.reject(new ThreadEnded(why))
  }

  #take(id: number): Waiting | undefined {
    const asked = this.#waiting.get(id)
    this.#waiting.delete(id)
    clearTimeout(asked?.limit)
    return asked
  }
}
