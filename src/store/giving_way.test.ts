// Transactions that PostgreSQL ends in favour of others. SQLite has one writer, so none there ever gives way.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { addThing, openBench } from '../../test/store_database.ts'
import { testDatabaseUrl } from '../../test/test_database.ts'
import { type Db, type Journal, JournalFailed, StoreUnavailable } from './database.ts'

const on_postgres = { skip: testDatabaseUrl === undefined && 'this is about PostgreSQL' }

const raise = (tx: Db, code: string) =>
  sql.raw(`do $$ begin raise exception using errcode = '${code}', message = 'given way'; end $$`).execute(tx)

test('of two transactions that wait for each other, both come to their end', on_postgres, async () => {
  await using bench = await openBench()
  const { database } = bench
  await database.transact(async (tx) => {
    await addThing(tx, 'a')
    await addThing(tx, 'b')
  })
  const grow = (tx: Db, name: string) =>
    sql`update things set size = size + 1 where name = ${name}`.execute(tx)
  const both_hold_one = Promise.withResolvers<void>()
  let runs = 0
  const growBoth = (first: string, second: string) =>
    database.transact(async (tx) => {
      await grow(tx, first)
      runs += 1
      if (runs === 2) both_hold_one.resolve()
      await both_hold_one.promise
      await grow(tx, second)
    })
  await Promise.all([growBoth('a', 'b'), growBoth('b', 'a')])
  const { rows } = await sql<{ size: number }>`select size from things`.execute(database.read)
  assert.deepEqual(
    rows.map(({ size }) => size),
    [2, 2],
  )
  assert.ok(runs >= 3, 'neither had to give way')
})

test('who gives way again and again is told that the database cannot serve', on_postgres, async () => {
  await using bench = await openBench()
  const { database } = bench
  for (const code of ['40001', '40P01']) {
    let runs = 0
    const hopeless = database.transact(async (tx) => {
      runs += 1
      await raise(tx, code)
    })
    await assert.rejects(hopeless, StoreUnavailable)
    assert.equal(runs, 4)
    await assert.rejects(raise(database.read, code), StoreUnavailable)
  }
})

test('what gives way in the journal is run again with its work; nothing else is', on_postgres, async () => {
  const failing = ['40P01', '40001']
  const journal: Journal = async (tx, entries) => {
    const code = failing.shift()
    if (code) await raise(tx, code)
    for (const entry of entries) await addThing(tx, `journal: ${JSON.stringify(entry)}`)
  }
  await using bench = await openBench(journal)
  const { database } = bench
  let runs = 0
  const work = async (tx: Db) => {
    runs += 1
    await addThing(tx, `run ${runs}`)
  }
  await database.transact(work, { told: 1 })
  const { rows } = await sql<{ name: string }>`select name from things order by name`.execute(database.read)
  assert.deepEqual(
    rows.map(({ name }) => name),
    ['journal: {"told":1}', 'run 3'],
  )
  failing.push('22012')
  await assert.rejects(database.transact(work, { told: 2 }), JournalFailed)
  assert.equal(runs, 4)
})
