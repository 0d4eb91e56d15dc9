// Copies SQLite's log into the database file on a thread of its own: the copying syncs twice, and the event loop
// must not wait for the disk. Writers go on meanwhile. If it fails, the log grows until SQLite itself copies it.
import { Worker } from 'node:worker_threads'

// About a thousand pages under load; an idle server never starts the thread.
const COMMITS_BETWEEN = 150

let thread: Worker | undefined
const waiting = new Map<string, () => void>()

export class Checkpointer {
  readonly #path: string
  #commits = 0
  #running: Promise<void> | undefined

  constructor(path: string) {
    this.#path = path
  }

  /** Call after each commit. */
  noteCommit(): void {
    this.#commits += 1
    if (this.#commits < COMMITS_BETWEEN || this.#running) return
    this.#commits = 0
    this.#running = checkpoint(this.#path).finally(() => {
      this.#running = undefined
    })
  }

  /** Resolves when the thread has let go of the file. */
  async close(): Promise<void> {
    await this.#running
  }
}

function checkpoint(path: string): Promise<void> {
  thread ??= startThread()
  return new Promise((resolve) => {
    waiting.set(path, resolve)
    // Whoever closes waits for this; the process must not end under them.
    thread?.ref()
    thread?.postMessage(path)
  })
}

function startThread(): Worker {
  const worker = new Worker(new URL('./checkpoint_worker.mjs', import.meta.url))
  const release = (path: string) => {
    waiting.get(path)?.()
    waiting.delete(path)
    if (waiting.size === 0) worker.unref()
  }
  worker.on('message', ({ path }: { path: string }) => release(path))
  // What follows is its exit, as when it ends without one.
  worker.on('error', () => {})
  worker.on('exit', () => {
    thread = undefined
    for (const path of [...waiting.keys()]) release(path)
  })
  worker.unref()
  return worker
}
