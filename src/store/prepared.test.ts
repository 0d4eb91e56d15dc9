import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addThing, namesIn, openBench } from '../../test/store_database.ts'
import type { Db } from './database.ts'
import { prepared } from './prepared.ts'

interface Thing {
  name: string
  size: number
}
const things = (db: Db) => db.$extendTables<{ things: Thing }>()

const findBetween = prepared<{ low: number; high: number }, Thing>((db, slot) =>
  things(db)
    .selectFrom('things')
    .selectAll()
    .where('size', '>=', slot('low'))
    .where('size', '<=', slot('high'))
    .orderBy('name'),
)
const insertThing = prepared<Thing, { name: string }>((db, slot) =>
  things(db)
    .insertInto('things')
    .values({ name: slot('name'), size: slot('size') })
    .onConflict((it) => it.doNothing())
    .returning('name'),
)

const insertNamed = async (db: Db, name: string) =>
  (await insertThing(db, { name, size: 1 })).map((row) => row.name)
const sizesOf = (rows: Thing[]) => rows.map(({ size }) => size)

test('each run takes its own values, in whatever order they are given', async () => {
  await using bench = await openBench()
  const { database } = bench
  await database.transact(async (tx) => {
    for (let size = 1; size <= 5; size++) await addThing(tx, `thing ${size}`, size)
  })
  const between = async (low: number, high: number) =>
    sizesOf(await findBetween(database.read, { high, low }))
  assert.deepEqual(await between(2, 4), [2, 3, 4])
  assert.deepEqual(await between(5, 9), [5])
  assert.deepEqual(await between(4, 2), [])
  const [all, none] = await Promise.all([between(1, 5), between(8, 9)])
  assert.deepEqual([all.length, none.length], [5, 0])
})

test('a value never becomes part of the query', async () => {
  await using bench = await openBench()
  const { database } = bench
  const nasty = [`'; drop table things; --`, '"', '?', '$1', '\\', '🦈 \n']
  for (const name of nasty) assert.deepEqual(await database.transact((tx) => insertNamed(tx, name)), [name])
  assert.deepEqual((await namesIn(database.read)).sort(), [...nasty].sort())
})

test('a value that the query itself holds stays, beside the slots', async () => {
  await using bench = await openBench()
  const { database } = bench
  const small = prepared<{ name: string }, Thing>((db, slot) =>
    things(db).selectFrom('things').selectAll().where('size', '<', 10).where('name', '=', slot('name')),
  )
  await database.transact(async (tx) => {
    await addThing(tx, 'small', 3)
    await addThing(tx, 'large', 30)
  })
  assert.deepEqual(sizesOf(await small(database.read, { name: 'small' })), [3])
  assert.deepEqual(await small(database.read, { name: 'large' }), [])
})

test('one query serves several databases, and readers and transactions of each', async () => {
  await using one = await openBench()
  await using two = await openBench()
  await one.database.transact(async (tx) => {
    assert.deepEqual(await insertNamed(tx, 'here'), ['here'])
    assert.deepEqual(await insertNamed(tx, 'here'), [], 'a conflict gives no row')
    assert.equal((await findBetween(tx, { low: 0, high: 9 })).length, 1)
    assert.equal((await findBetween(one.database.read, { low: 0, high: 9 })).length, 0)
  })
  assert.equal((await findBetween(one.database.read, { low: 0, high: 9 })).length, 1)
  assert.equal((await findBetween(two.database.read, { low: 0, high: 9 })).length, 0)
})

test('an error comes as a rejection and leaves the next run alone', async () => {
  await using bench = await openBench()
  const { database } = bench
  let thrown = false
  const attempt = database.transact(async (tx) => {
    let running: Promise<unknown>
    try {
      running = insertThing(tx, { name: 'bad', size: -1 })
    } catch {
      thrown = true
      return
    }
    await running
  })
  await assert.rejects(attempt)
  assert.equal(thrown, false)
  assert.deepEqual(await database.transact((tx) => insertNamed(tx, 'good')), ['good'])
})
