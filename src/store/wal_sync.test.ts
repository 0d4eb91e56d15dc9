import assert from 'node:assert/strict'
import {
  closeSync,
  copyFileSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { StoreUnavailable } from './database.ts'
import { WalSync } from './wal_sync.ts'

/** A database with one row for each of five transactions, all of them in its log, and a number of frames after each. */
function logOfFive() {
  const folder = mkdtempSync(join(tmpdir(), 'rockpool-log-'))
  const path = join(folder, 'x.db')
  const db = new DatabaseSync(path)
  db.exec('pragma journal_mode = wal; pragma synchronous = normal; create table t (n integer, filling text)')
  const counts: number[] = []
  for (let n = 1; n <= 5; n++) {
    db.prepare('insert into t values (?, ?)').run(n, 'x'.repeat(9000))
    counts.push(Number(db.prepare('pragma wal_checkpoint(noop)').get()?.log))
  }
  const wal = new WalSync(`${path}-wal`)
  return {
    path,
    wal,
    counts,
    frames: counts.at(-1) as number,
    [Symbol.dispose]() {
      wal.close()
      db.close()
      rmSync(folder, { recursive: true })
    },
  }
}

const frameAt = (number: number) => 32 + (number - 1) * (24 + 4096)

function write(path: string, at: number, bytes: Buffer): void {
  const fd = openSync(path, 'r+')
  writeSync(fd, bytes, 0, bytes.length, at)
  closeSync(fd)
}

/** What a start after a crash would find. */
function rowsAfterCrash(path: string): number[] {
  const copy = `${path}.copy`
  copyFileSync(path, copy)
  copyFileSync(`${path}-wal`, `${copy}-wal`)
  const db = new DatabaseSync(copy)
  assert.deepEqual({ ...db.prepare('pragma integrity_check').get() }, { integrity_check: 'ok' })
  const rows = db.prepare('select n from t order by n').all()
  db.close()
  return rows.map((row) => Number(row.n))
}

test('a log that holds what was written to it is left alone', () => {
  using log = logOfFive()
  const { size } = statSync(`${log.path}-wal`)
  log.wal.requireWhole(log.frames)
  assert.equal(statSync(`${log.path}-wal`).size, size)
})

test('a log that has lost its end is cut after the last whole transaction', () => {
  using log = logOfFive()
  const [, , third = 0, fourth = 0] = log.counts
  // The last frame of the fourth transaction: the frames before it are whole, and belong to nothing that was committed.
  write(`${log.path}-wal`, frameAt(fourth), Buffer.alloc(2000))
  assert.throws(() => log.wal.requireWhole(log.frames), StoreUnavailable)
  assert.equal(statSync(`${log.path}-wal`).size, frameAt(third + 1))
  assert.deepEqual(rowsAfterCrash(log.path), [1, 2, 3])
})

test('one bit anywhere in the log is noticed', () => {
  const places = {
    header: 17,
    'frame header': frameAt(3) + 5,
    salt: frameAt(3) + 9,
    sum: frameAt(3) + 17,
    page: frameAt(3) + 999,
  }
  for (const [name, at] of Object.entries(places)) {
    using log = logOfFive()
    const [byte = 0] = readFileSync(`${log.path}-wal`).subarray(at)
    write(`${log.path}-wal`, at, Buffer.from([byte ^ 1]))
    assert.throws(() => log.wal.requireWhole(log.frames), /lost \d+ of \d+ pages/, name)
  }
})
