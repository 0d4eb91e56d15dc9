// What both engines promise alike.
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { sql } from 'kysely'
import { addThing, namesIn, openBench } from '../../test/store_database.ts'
import { testDatabaseUrl } from '../../test/test_database.ts'
import { isStillReferenced, JournalFailed, StoreUnavailable } from './database.ts'
import { makeSchema, openPostgres } from './postgres.ts'
import { openSqlite, requireSafeSqlite } from './sqlite.ts'

const on_sqlite = { skip: testDatabaseUrl !== undefined && 'this is about SQLite files' }

test('what is in a transaction is seen by itself alone, until it is committed', async () => {
  await using bench = await openBench()
  const { database } = bench
  const other = bench.openAgain()
  await database.transact(async (tx) => {
    await addThing(tx, 'new')
    assert.deepEqual(await namesIn(tx), ['new'])
    assert.deepEqual(await namesIn(database.read), [])
    assert.deepEqual(await namesIn(other.read), [])
  })
  assert.deepEqual(await namesIn(database.read), ['new'])
  assert.deepEqual(await namesIn(other.read), ['new'])
})

test('what is thrown inside takes the work back and comes out as it is', async () => {
  await using bench = await openBench()
  const { database } = bench
  const reason = new Error('enough')
  const attempt = database.transact(async (tx) => {
    await addThing(tx, 'undone')
    throw reason
  })
  await assert.rejects(attempt, (error) => error === reason)
  await assert.rejects(
    database.transact((tx) => addThing(tx, 'bad', -1)),
    (error) => !(error instanceof StoreUnavailable),
  )
  assert.deepEqual(await namesIn(database.read), [])
  assert.equal(await database.transact(async () => 7), 7)
})

test('the journal commits with the work, or neither does', async () => {
  let broken = false
  await using bench = await openBench(async (tx, entries) => {
    for (const entry of entries) await addThing(tx, `journal: ${JSON.stringify(entry)}`)
    if (broken) throw new Error('no room')
  })
  const { database } = bench
  await database.transact((tx) => addThing(tx, 'one'), { told: 1 })
  assert.deepEqual(await namesIn(database.read), ['journal: {"told":1}', 'one'])
  broken = true
  const failed = database.transact((tx) => addThing(tx, 'two'), { told: 2 })
  await assert.rejects(failed, JournalFailed)
  await assert.rejects(database.check(), JournalFailed)
  await assert.rejects(
    database.transact(
      async () => {
        throw new Error('of the work')
      },
      { told: 3 },
    ),
    /of the work/,
  )
  broken = false
  await database.check()
  assert.deepEqual(await namesIn(database.read), ['journal: {"told":1}', 'one'])
})

test('a snapshot does not change while others write', async () => {
  await using bench = await openBench()
  const { database } = bench
  await database.transact((tx) => addThing(tx, 'before'))
  const seen = await database.snapshot(async (tx) => {
    const first = await namesIn(tx)
    await database.transact((other) => addThing(other, 'meanwhile'))
    return [first, await namesIn(tx)]
  })
  assert.deepEqual(seen, [['before'], ['before']])
  assert.deepEqual(await namesIn(database.read), ['before', 'meanwhile'])
  await assert.rejects(database.snapshot((tx) => addThing(tx, 'written by a reader')))
})

test('many at once lose no update', async () => {
  await using bench = await openBench()
  const databases = [bench.database, bench.openAgain()]
  await bench.database.transact((tx) => addThing(tx, 'counter'))
  await Promise.all(
    Array.from({ length: 60 }, (_, n) =>
      databases[n % 2]?.transact((tx) =>
        sql`update things set size = size + 1 where name = 'counter'`.execute(tx),
      ),
    ),
  )
  const { rows } = await sql<{ size: number }>`select size from things`.execute(bench.database.read)
  assert.deepEqual(
    rows.map(({ size }) => size),
    [60],
  )
})

test('a reference that would break is told apart from every other error', async () => {
  await using bench = await openBench()
  const { database } = bench
  await database.transact(async (tx) => {
    await database.script(tx, 'create table parts (thing text not null references things (name))')
    await addThing(tx, 'whole')
    await sql`insert into parts (thing) values ('whole')`.execute(tx)
  })
  const errorOf = (statement: ReturnType<typeof sql>) =>
    database
      .transact((tx) => statement.execute(tx))
      .then(
        () => assert.fail('it should be refused'),
        (error: Error) => error,
      )
  assert.ok(isStillReferenced(await errorOf(sql`delete from things`)))
  assert.ok(isStillReferenced(await errorOf(sql`insert into parts (thing) values ('nothing')`)))
  assert.ok(!isStillReferenced(await errorOf(sql`insert into things (name, size) values ('whole', 1)`)))
  assert.ok(!isStillReferenced(await errorOf(sql`insert into things (name, size) values ('bad', -1)`)))
  assert.ok(!isStillReferenced(new Error('something else')))
})

test('tables and scripts', async () => {
  await using bench = await openBench()
  const { database } = bench
  assert.deepEqual([await database.hasTable('things'), await database.hasTable('nothing')], [true, false])
  await database.transact((tx) =>
    database.script(tx, 'create table a (n integer); create table b (n integer)'),
  )
  assert.deepEqual([await database.hasTable('a'), await database.hasTable('b')], [true, true])
  await assert.rejects(
    database.transact((tx) => database.script(tx, 'create table c (n integer); create table c (n integer)')),
  )
  assert.equal(await database.hasTable('c'), false)
})

test('another process’s writes show, where the engine can say', async () => {
  await using bench = await openBench()
  const { database } = bench
  if (database.engine === 'postgres') {
    assert.equal(database.foreign_changes(), undefined)
    return
  }
  const other = bench.openAgain()
  const before = database.foreign_changes()
  await database.transact((tx) => addThing(tx, 'own'))
  assert.equal(database.foreign_changes(), before)
  await other.transact((tx) => addThing(tx, 'foreign'))
  assert.notEqual(database.foreign_changes(), before)
  const between = database.foreign_changes()
  database.announceChange()
  assert.notEqual(database.foreign_changes(), between)
})

test('what was deleted and scrubbed is in none of the files', on_sqlite, async () => {
  await using bench = await openBench()
  const { database, folder } = bench
  const planted = `planted ${crypto.randomUUID()}`
  const found = () => readdirSync(folder).filter((file) => readFileSync(join(folder, file)).includes(planted))
  await database.transact((tx) => addThing(tx, planted))
  for (let n = 0; n < 50; n++) await database.transact((tx) => addThing(tx, `another ${n}`))
  assert.notDeepEqual(found(), [])
  await database.transact((tx) => sql`delete from things where name = ${planted}`.execute(tx))
  let scrubbed = false
  const reading = database.snapshot(async (tx) => {
    await namesIn(tx)
    const scrub = database.scrub().then(() => {
      scrubbed = true
    })
    await new Promise((resolve) => setImmediate(resolve))
    assert.equal(scrubbed, false, 'a reader of the old state holds it up')
    return { scrub }
  })
  await (await reading).scrub
  assert.deepEqual(found(), [])
})

test('a database that cannot be reached or read says so', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rockpool-store-'))
  try {
    writeFileSync(
      join(folder, 'text.db'),
      'this is no database, whatever its name says, and it is long enough',
    )
    for (const path of ['missing/test.db', 'text.db'])
      assert.throws(() => openSqlite('test', join(folder, path), async () => {}), StoreUnavailable)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  // Nothing listens on port 1.
  const place = { url: 'postgres://nobody:planted-password@127.0.0.1:1/none', schema: 'test' }
  const database = openPostgres('test', { ...place, connections_max: 1 }, async () => {})
  const attempts = [
    () => makeSchema(place),
    () => database.transact(async () => {}),
    () => database.check(),
    () => database.hasTable('things'),
    () => database.snapshot(async () => {}),
  ]
  for (const attempt of attempts)
    await assert.rejects(attempt, (error: Error) => {
      assert.ok(error instanceof StoreUnavailable)
      assert.ok(!`${error.stack}${error.cause}`.includes('planted-password'))
      return true
    })
  await database.close()
})

test('a SQLite that can lose a commit is refused', () => {
  for (const version of ['3.51.2', '3.50.99', '3.9.0', '2.99.99'])
    assert.throws(() => requireSafeSqlite(version), {
      name: 'Error',
      message: `SQLite ${version} is too old; 3.51.3 or later is needed`,
    })
  for (const version of ['3.51.3', '3.51.10', '3.52.0', '3.100.0', '4.0.0']) requireSafeSqlite(version)
})
