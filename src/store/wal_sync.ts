// Makes what SQLite has written to the write-ahead log durable, off the main thread, one fdatasync for all who
// wait at that moment. docs/decisions/0004 carries the argument for why this is safe.
import fs from 'node:fs'
import { dirname } from 'node:path'
import { StoreUnavailable } from './database.ts'

type Done = (error?: Error) => void

export class WalSync {
  readonly #fd: number
  #running = false
  #waiting: Done[] = []

  /** The log must exist already. Its name in the folder is made durable too: SQLite leaves that to its own sync. */
  constructor(wal_path: string) {
    this.#fd = fs.openSync(wal_path, 'r+')
    fs.fsyncSync(this.#fd)
    const folder = fs.openSync(dirname(wal_path), 'r')
    fs.fsyncSync(folder)
    fs.closeSync(folder)
  }

  /** Resolves when an fdatasync that began after this call has returned; only that one covers the caller's frames. */
  sync(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push((error) => (error ? reject(error) : resolve()))
      if (!this.#running) this.#next()
    })
  }

  close(): void {
    fs.closeSync(this.#fd)
  }

  #next(): void {
    const covered = this.#waiting
    if (covered.length === 0) return
    this.#waiting = []
    this.#running = true
    fs.fdatasync(this.#fd, (error) => {
      this.#running = false
      const failure = error && new StoreUnavailable(`fdatasync: ${error.code}`, { cause: error })
      // The next sync starts before the answers are written, so that the disk does not wait for them.
      this.#next()
      for (const done of covered) done(failure ?? undefined)
    })
  }
}
