// Makes what SQLite has written to the write-ahead log durable, off the main thread, one fdatasync for all who
// wait at that moment. docs/decisions/0004_group_commit.md carries the argument for why this is safe.
import fs from 'node:fs'
import { dirname } from 'node:path'
import { StoreUnavailable } from './database.ts'

type Done = (error?: Error) => void

export class WalSync {
  readonly #path: string
  readonly #fd: number
  #running = false
  #waiting: Done[] = []

  /** The log must exist already. Its name in the folder is made durable too: SQLite leaves that to its own sync. */
  constructor(wal_path: string) {
    this.#path = wal_path
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

  /**
   * Throws when the log no longer holds the `frames` that were written to it, and cuts off what follows the last
   * transaction that it does hold: no checkpoint, not even the one of closing, can then copy what is not the
   * database's. The caller holds the write lock.
   */
  requireWhole(frames: number): void {
    const log = fs.readFileSync(this.#path)
    const { whole, end } = wholePart(log)
    if (whole >= frames) return
    fs.ftruncateSync(this.#fd, end)
    throw new StoreUnavailable(
      `a failed sync has lost ${frames - whole} of ${frames} pages of the log; a restart goes on from the last that was acknowledged`,
    )
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

const HEADER_BYTES = 32
const FRAME_HEADER_BYTES = 24

/** How many frames of the log are as SQLite wrote them, and where the last transaction among them ends. */
function wholePart(log: Buffer): { whole: number; end: number } {
  if (log.length < HEADER_BYTES) return { whole: 0, end: 0 }
  // The header's last bit says in which byte order the checksums are computed; all numbers are stored big-endian.
  const read = (log.readUInt32BE(0) & 1) === 1 ? log.readUInt32BE : log.readUInt32LE
  const frame_bytes = FRAME_HEADER_BYTES + log.readUInt32BE(8)
  const salt = log.subarray(16, 24)
  let sums: Sums = checksum(log, read, [0, HEADER_BYTES - 8], [0, 0])
  let [whole, end] = [0, HEADER_BYTES]
  if (!sumsAt(log, HEADER_BYTES - 8, sums)) return { whole: 0, end: 0 }
  for (let at = HEADER_BYTES; at + frame_bytes <= log.length; at += frame_bytes) {
    sums = checksum(log, read, [at, at + 8], sums)
    sums = checksum(log, read, [at + FRAME_HEADER_BYTES, at + frame_bytes], sums)
    if (!salt.equals(log.subarray(at + 8, at + 16)) || !sumsAt(log, at + 16, sums)) break
    whole += 1
    if (log.readUInt32BE(at + 4) !== 0) end = at + frame_bytes
  }
  return { whole, end }
}

type Sums = [number, number]

const sumsAt = (log: Buffer, at: number, [one, other]: Sums) =>
  log.readUInt32BE(at) === one && log.readUInt32BE(at + 4) === other

/** https://www.sqlite.org/fileformat2.html#checksum_algorithm */
function checksum(log: Buffer, read: Buffer['readUInt32BE'], [from, to]: [number, number], sums: Sums): Sums {
  let [one, other] = sums
  for (let at = from; at < to; at += 8) {
    one = (one + read.call(log, at) + other) >>> 0
    other = (other + read.call(log, at + 4) + one) >>> 0
  }
  return [one, other]
}
