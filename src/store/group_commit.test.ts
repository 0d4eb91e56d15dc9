// On SQLite: what one transaction and one sync for many pieces of work must not change for any of them.
import assert from 'node:assert/strict'
import fs from 'node:fs'
import { mock, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { addThing, type Bench, namesIn, openBench } from '../../test/store_database.ts'
import { testDatabaseUrl } from '../../test/test_database.ts'
import { JournalFailed, StoreUnavailable } from './database.ts'

const on_sqlite = { skip: testDatabaseUrl !== undefined && 'PostgreSQL commits in groups by itself' }

const add = ({ database }: Bench, name: string, entry?: object) =>
  database.transact((tx) => addThing(tx, name).then(() => name), entry)
const numbered = (count: number) =>
  Array.from({ length: count }, (_, n) => `thing ${String(n).padStart(3, '0')}`)

type Sync = { release: (error?: NodeJS.ErrnoException) => void }

/** Every fdatasync from now on waits for the test, which may also make it fail. */
function holdSyncs() {
  const held: Sync[] = []
  const real = fs.fdatasync
  const held_back = mock.method(fs, 'fdatasync', (fd: number, done: (error: Error | null) => void) => {
    held.push({ release: (error) => (error ? done(error) : real(fd, done)) })
  })
  return {
    held,
    /** The next one that has not been let go yet. */
    async next(): Promise<Sync> {
      const deadline = Date.now() + 5000
      while (held.length === 0) {
        assert.ok(Date.now() < deadline, 'no sync was asked for')
        await nextTurn()
      }
      return held.shift() as Sync
    },
    [Symbol.dispose]: () => held_back.mock.restore(),
  }
}

/** What has become of each promise by now, after the event loop has gone round many times. */
async function standing(promises: Array<Promise<unknown>>): Promise<string[]> {
  const states = promises.map(() => 'waiting')
  for (const [n, promise] of promises.entries())
    promise.then(
      () => {
        states[n] = 'resolved'
      },
      () => {
        states[n] = 'rejected'
      },
    )
  for (let turn = 0; turn < 50; turn++) await nextTurn()
  return states
}

const diskError = () => Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' })

test('all that waits at one moment is made durable with one sync', on_sqlite, async () => {
  await using bench = await openBench()
  const syncs = mock.method(fs, 'fdatasync')
  const names = numbered(300)
  assert.deepEqual(await Promise.all(names.map((name) => add(bench, name))), names)
  const count = syncs.mock.callCount()
  syncs.mock.restore()
  assert.ok(count >= 1 && count <= 6, `300 pieces took ${count} syncs`)
  assert.deepEqual(await namesIn(bench.database.read), names)
})

test('a piece that fails leaves nothing behind, and its neighbours commit', on_sqlite, async () => {
  await using bench = await openBench()
  const { database } = bench
  await add(bench, 'taken')
  const failing = [
    database.transact(async (tx) => {
      await addThing(tx, 'half of a piece')
      throw new Error('changed its mind')
    }),
    database.transact(async (tx) => {
      await addThing(tx, 'before a duplicate')
      await addThing(tx, 'taken')
    }),
    database.transact(async (tx) => {
      await addThing(tx, 'before a bad size')
      await addThing(tx, 'bad', -1)
    }),
    database.transact(() => {
      throw new Error('failed before it began')
    }),
  ]
  const good = numbered(20).map((name) => add(bench, name))
  const results = await Promise.allSettled([...failing, ...good])
  assert.deepEqual(
    results.map(({ status }) => status),
    [...failing.map(() => 'rejected'), ...good.map(() => 'fulfilled')],
  )
  const reasons = results.slice(0, 4).map((it) => (it as PromiseRejectedResult).reason.message)
  assert.equal(reasons[0], 'changed its mind')
  assert.match(reasons[1], /UNIQUE constraint failed: things\.name/)
  assert.match(reasons[2], /CHECK constraint failed/)
  assert.equal(reasons[3], 'failed before it began')
  assert.deepEqual(await namesIn(database.read), ['taken', ...numbered(20)])
})

test('a piece sees what the pieces before it did, and those that failed did nothing', on_sqlite, async () => {
  await using bench = await openBench()
  const { database } = bench
  const first = add(bench, 'first')
  const failed = database.transact(async (tx) => {
    await addThing(tx, 'undone')
    throw new Error('no')
  })
  const seen = database.transact((tx) => namesIn(tx))
  await Promise.allSettled([first, failed])
  assert.deepEqual(await seen, ['first'])
})

test('nothing resolves before the sync that covers it has returned', on_sqlite, async () => {
  await using bench = await openBench()
  using syncs = holdSyncs()
  const first = add(bench, 'first')
  const refused = bench.database.transact(async () => {
    throw new Error('a refusal may tell of what the pieces before it wrote')
  })
  refused.catch(() => {})
  const of_first = await syncs.next()
  assert.deepEqual(await standing([first, refused]), ['waiting', 'waiting'])
  assert.deepEqual(await namesIn(bench.database.read), ['first'], 'it is committed, only not durable')

  const second = add(bench, 'second')
  assert.deepEqual(await standing([first, second]), ['waiting', 'waiting'])
  of_first.release()
  assert.equal(await first, 'first')
  await assert.rejects(refused, /a refusal may tell/)
  const of_second = await syncs.next()
  assert.deepEqual(await standing([second]), ['waiting'], 'a sync that began before its commit is not enough')
  of_second.release()
  assert.equal(await second, 'second')
})

test('a reader can wait until what it may have seen is durable', on_sqlite, async () => {
  await using bench = await openBench()
  const { database } = bench
  assert.equal(database.settled(), undefined, 'with nothing under way there is nothing to wait for')
  using syncs = holdSyncs()
  const write = add(bench, 'seen early')
  const of_write = await syncs.next()
  const settled = database.settled()
  assert.ok(settled)
  assert.deepEqual(await standing([settled, write]), ['waiting', 'waiting'])
  of_write.release()
  await write
  if (syncs.held.length > 0) (await syncs.next()).release()
  await settled
  assert.equal(database.settled(), undefined)
})

test(
  'a sync that fails fails all who wait, and the log is written anew before the next success',
  on_sqlite,
  async () => {
    await using bench = await openBench()
    const { database } = bench
    await add(bench, 'before')
    {
      using syncs = holdSyncs()
      const waiting = numbered(5).map((name) => add(bench, name))
      const failing = await syncs.next()
      const later = add(bench, 'committed before the failure was known')
      assert.deepEqual(
        await standing([...waiting, later]),
        [...waiting, later].map(() => 'waiting'),
      )
      failing.release(diskError())
      for (const write of waiting)
        await assert.rejects(write, (error) => error instanceof StoreUnavailable && /EIO/.test(error.message))
      // The kernel reports an error once, then calls the dropped pages clean: this success is not to be believed.
      const lying = await syncs.next()
      lying.release()
      await assert.rejects(later, StoreUnavailable)
    }
    await untilWritable(bench)
    assert.equal(await add(bench, 'after'), 'after')
    const names = await namesIn(database.read)
    for (const name of ['before', 'after', ...numbered(5)])
      assert.equal(names.filter((it) => it === name).length, 1)
    await using again = { database: bench.openAgain(), [Symbol.asyncDispose]: async () => {} }
    assert.deepEqual(await namesIn(again.database.read), names, 'and all of it is in the file')
  },
)

test('while syncs go on failing nothing succeeds, and nobody waits for ever', on_sqlite, async () => {
  await using bench = await openBench()
  {
    const failing = mock.method(fs, 'fdatasync', (_fd: number, done: (error: Error) => void) => {
      setImmediate(done, diskError())
    })
    for (let n = 0; n < 20; n++) {
      await assert.rejects(add(bench, `refused ${n}`), StoreUnavailable)
      await assert.rejects(bench.database.check(), StoreUnavailable)
    }
    failing.mock.restore()
  }
  await untilWritable(bench)
  await bench.database.check()
  assert.equal(await add(bench, 'after'), 'after')
})

/** Recovery is tried once a second. */
async function untilWritable({ database }: Bench): Promise<void> {
  const deadline = Date.now() + 5000
  for (;;) {
    const failure = await database.check().catch((error: Error) => error)
    if (!failure) return
    assert.ok(failure instanceof StoreUnavailable)
    assert.ok(Date.now() < deadline, 'it never recovered')
    await nextTurn()
  }
}

test(
  'the journal is told once a transaction, of every piece that succeeded, in order',
  on_sqlite,
  async () => {
    const told: object[][] = []
    await using bench = await openBench(async (_tx, entries, engine) => {
      assert.equal(engine, 'sqlite')
      told.push([...entries])
    })
    const entry = { told: 'before the work' }
    const late = bench.database.transact(async () => {
      entry.told = 'after the work'
    }, entry)
    const failed = bench.database.transact(
      async () => {
        throw new Error('no')
      },
      { told: 'never' },
    )
    const silent = add(bench, 'without an entry')
    const last = add(bench, 'with one', { told: 'last' })
    await Promise.allSettled([late, failed, silent, last])
    assert.deepEqual(told, [[{ told: 'after the work' }, { told: 'last' }]])
    await add(bench, 'silent as well')
    assert.equal(told.length, 1, 'with nothing to tell it is not asked')
  },
)

test('if the journal cannot be written, no piece of the group was done', on_sqlite, async () => {
  let broken = true
  await using bench = await openBench(async (tx) => {
    await addThing(tx, `journal ${crypto.randomUUID()}`)
    if (broken) throw new Error('there is no room in the journal')
  })
  const group = [
    add(bench, 'with an entry', { told: 'it' }),
    add(bench, 'without'),
    bench.database.transact((tx) => namesIn(tx)),
  ]
  for (const result of await Promise.allSettled(group)) {
    assert.equal(result.status, 'rejected')
    const { reason } = result as PromiseRejectedResult
    assert.ok(reason instanceof JournalFailed && reason instanceof StoreUnavailable)
    assert.equal(reason.cause?.toString(), 'Error: there is no room in the journal')
  }
  assert.deepEqual(await namesIn(bench.database.read), [])
  await assert.rejects(bench.database.check(), JournalFailed)
  broken = false
  await bench.database.check()
  await add(bench, 'done', { told: 'it' })
  assert.equal(
    (await namesIn(bench.database.read)).length,
    2,
    'the thing and its line, and none of the check',
  )
})

test('closing waits for everything that was asked for', on_sqlite, async () => {
  await using bench = await openBench()
  const second = bench.openAgain()
  const writes = numbered(200).map((name) => second.transact((tx) => addThing(tx, name)))
  await second.close()
  await Promise.all(writes)
  assert.deepEqual(await namesIn(bench.database.read), numbered(200))
  await assert.rejects(second.transact((tx) => addThing(tx, 'too late')))
})
