// Several transactions extend the trail at once: on PostgreSQL each takes a chain of its own, on SQLite they queue.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { type Harness, harness } from '../../../test/harness.ts'
import type { Database } from '../../store/database.ts'
import { signCheckpoints } from './checkpoint.ts'
import { listHeads, listRecords } from './store.ts'
import { verifyTrail } from './verify.ts'

const REGION = { regions: [{ slug: 'nyc3' }] }

async function regionOf(t: Harness): Promise<Database> {
  const store = await t.deps.regions.get('nyc3')?.open()
  assert.ok(store)
  return store.database
}

test('two nodes write at once: no chain forks, no record is lost, none is doubled', async () => {
  await using t = await harness(REGION)
  const peer = await harness({ ...REGION, data: t.data, schema: t.schema })
  const databases = [await regionOf(t), await regionOf(peer)] as [Database, Database]
  const wanted: string[] = []
  const writes: Array<Promise<unknown>> = []
  for (let n = 0; n < 120; n++) {
    const operation = `write ${n}`
    wanted.push(operation)
    // A little work in between, so that the transactions overlap.
    const work = async (tx: Parameters<Parameters<Database['transact']>[0]>[0]) => {
      for (let step = 0; step < n % 4; step++) await sql`select 1`.execute(tx)
    }
    writes.push(databases[n % 2 === 0 ? 0 : 1].transact(work, { operation }))
    if (n % 40 === 39) writes.push(signCheckpoints(n % 80 === 39 ? t.deps : peer.deps))
  }
  await Promise.all(writes)
  const [database] = databases
  const { problems, records } = await verifyTrail(database, t.deps.signer)
  assert.deepEqual([records, problems], [wanted.length, []])
  const told: string[] = []
  const used = (await listHeads(database.read)).filter(({ number }) => number > 0)
  for (const { writer, number } of used) {
    const rows = await listRecords(database.read, writer, 0, 1000)
    assert.deepEqual(
      rows.map((row) => row.number),
      Array.from({ length: number }, (_, index) => index + 1),
    )
    told.push(...rows.map((row) => JSON.parse(row.record).operation))
  }
  assert.deepEqual(told.sort(), wanted.sort())
  if (database.engine === 'postgres') assert.ok(used.length > 1, 'several chains were extended at once')
  else
    assert.deepEqual(
      used.map(({ writer }) => writer),
      ['w1'],
    )
  await peer.stop()
})

test('a transaction that fails leaves neither its work nor its record, and no gap', async () => {
  await using t = await harness(REGION)
  const database = await regionOf(t)
  const writes = Array.from({ length: 40 }, (_, n) =>
    database.transact(
      async (tx) => {
        await sql`insert into secret_counts (account, total, deleted) values (${`account ${n}`}, 1, 0)`.execute(
          tx,
        )
        if (n % 3 === 0) throw new Error(`no ${n}`)
      },
      { operation: `write ${n}` },
    ),
  )
  const results = await Promise.allSettled(writes)
  const done = results.flatMap(({ status }, n) => (status === 'fulfilled' ? [n] : []))
  assert.equal(done.length, 26)
  const { rows } = await sql<{ account: string }>`select account from secret_counts`.execute(database.read)
  assert.deepEqual(rows.map(({ account }) => account).sort(), done.map((n) => `account ${n}`).sort())
  const { records, problems } = await verifyTrail(database, t.deps.signer)
  assert.deepEqual([records, problems], [done.length, []])
})

test('a group that commits together tells of each piece in the order they came', async () => {
  await using t = await harness(REGION)
  const database = await regionOf(t)
  if (database.engine !== 'sqlite') return
  await Promise.all(
    Array.from({ length: 30 }, (_, n) => database.transact(async () => {}, { operation: `write ${n}` })),
  )
  const rows = await listRecords(database.read, 'w1', 0, 100)
  assert.deepEqual(
    rows.map((row) => JSON.parse(row.record).operation),
    Array.from({ length: 30 }, (_, n) => `write ${n}`),
  )
})
