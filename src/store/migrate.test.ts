import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { sql } from 'kysely'
import { type Bench, openBench } from '../../test/store_database.ts'
import { testDatabaseUrl } from '../../test/test_database.ts'
import type { Database } from './database.ts'
import { type MigrationFolder, migrate, WrongSchema } from './migrate.ts'

const NOW = new Date('2026-01-01T00:00:00Z')

/** A folder of migrations for each area, to be changed while the test goes. */
function folders() {
  const root = mkdtempSync(join(tmpdir(), 'rockpool-migrations-'))
  const areas = new Set<string>()
  return {
    write(area: string, file: string, text: string) {
      areas.add(area)
      mkdirSync(join(root, area), { recursive: true })
      writeFileSync(join(root, area, file), text)
    },
    remove: (area: string, file: string) => rmSync(join(root, area, file)),
    list: (): MigrationFolder[] =>
      [...areas].map((area) => ({ area, url: pathToFileURL(join(root, area, '/')) })),
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  }
}

async function appliedIn({ read }: Database): Promise<string[]> {
  const { rows } = await sql<{ area: string; file: string; hash: string; applied_at: string }>`
    select * from migrations order by area, file`.execute(read)
  for (const { hash, applied_at } of rows) {
    assert.match(hash, /^[0-9a-f]{64}$/)
    assert.equal(applied_at, NOW.toISOString())
  }
  return rows.map(({ area, file }) => `${area}/${file}`)
}

test('each file is applied once, in order, and new ones later', async () => {
  await using bench = await openBench()
  using files = folders()
  files.write(
    'fish',
    '001_create.sql',
    "create table fish (name text not null); insert into fish values ('one')",
  )
  files.write('fish', '002_more.sql', "insert into fish select name || ' and two' from fish")
  files.write('fish', 'notes.txt', 'this is no migration')
  files.write(
    'pools',
    '001_create.sql',
    'create table pools (fish integer); insert into pools select count(*) from fish',
  )
  await migrate(bench.database, files.list(), NOW)
  await migrate(bench.database, files.list(), new Date('2027-01-01T00:00:00Z'))
  const { rows } = await sql<{ fish: number }>`select fish from pools`.execute(bench.database.read)
  assert.deepEqual(
    rows.map(({ fish }) => Number(fish)),
    [2],
  )
  assert.deepEqual(await appliedIn(bench.database), [
    'fish/001_create.sql',
    'fish/002_more.sql',
    'pools/001_create.sql',
  ])
  files.write('fish', '010_later.sql', "insert into fish values ('ten')")
  await migrate(bench.database, files.list(), NOW)
  const fish = await sql`select * from fish`.execute(bench.database.read)
  assert.equal(fish.rows.length, 3)
})

test('a file that was changed after it was applied is refused, and nothing else is done', async () => {
  await using bench = await openBench()
  using files = folders()
  files.write('fish', '001_create.sql', 'create table fish (name text)')
  await migrate(bench.database, files.list(), NOW)
  files.write('fish', '001_create.sql', 'create table fish (name text) ')
  files.write('fish', '002_more.sql', 'create table more (n integer)')
  await assert.rejects(migrate(bench.database, files.list(), NOW), (error: Error) => {
    assert.ok(error instanceof WrongSchema)
    assert.match(
      error.message,
      /^fish\/001_create\.sql was changed after database test had applied it; restore the file$/,
    )
    return true
  })
  assert.deepEqual(await appliedIn(bench.database), ['fish/001_create.sql'])
  assert.equal(await bench.database.hasTable('more'), false)
})

test('a database that a newer version has changed is refused', async () => {
  await using bench = await openBench()
  using files = folders()
  files.write('fish', '001_create.sql', 'create table fish (name text)')
  files.write('fish', '002_newer.sql', 'create table newer (n integer)')
  await migrate(bench.database, files.list(), NOW)
  files.remove('fish', '002_newer.sql')
  files.write('pools', '001_create.sql', 'create table pools (n integer)')
  await assert.rejects(migrate(bench.database, files.list(), NOW), (error: Error) => {
    assert.ok(error instanceof WrongSchema)
    assert.match(
      error.message,
      /^database test holds fish\/002_newer\.sql, which this version does not know; use a newer one$/,
    )
    return true
  })
  assert.equal(await bench.database.hasTable('pools'), false)
})

test('a file that fails leaves nothing of itself, nor of the files before it', async () => {
  await using bench = await openBench()
  using files = folders()
  files.write('fish', '001_create.sql', 'create table fish (name text)')
  files.write('fish', '002_broken.sql', 'create table half (n integer); insert into nowhere values (1)')
  await assert.rejects(migrate(bench.database, files.list(), NOW), /nowhere/)
  for (const table of ['migrations', 'fish', 'half'])
    assert.equal(await bench.database.hasTable(table), false, table)
  files.write('fish', '002_broken.sql', 'create table half (n integer)')
  await migrate(bench.database, files.list(), NOW)
  assert.deepEqual(await appliedIn(bench.database), ['fish/001_create.sql', 'fish/002_broken.sql'])
})

// Both begin before either has ended: the first statement keeps its transaction open for a while.
const SLOW =
  testDatabaseUrl === undefined
    ? 'create table slow as with recursive n(i) as (select 1 union all select i + 1 from n where i < 30000) select max(i) as i from n;'
    : 'create table slow as select 1 as n from pg_sleep(0.3);'

const PROGRAM = `
const [engine, place, folder] = process.argv.slice(1)
const { migrate } = await import(${JSON.stringify(import.meta.resolve('./migrate.ts'))})
const journal = async () => {}
const database = engine === 'sqlite'
  ? (await import(${JSON.stringify(import.meta.resolve('./sqlite.ts'))})).openSqlite('test', place, journal)
  : (await import(${JSON.stringify(import.meta.resolve('./postgres.ts'))})).openPostgres('test', JSON.parse(place), journal)
process.send('ready')
process.once('message', async () => {
  await migrate(database, [{ area: 'fish', url: new URL(folder) }], new Date('2026-01-01T00:00:00Z'))
  await database.close()
  process.disconnect()
})
`

test('two processes that start at once migrate once', async () => {
  await using bench = await openBench()
  using files = folders()
  files.write(
    'fish',
    '001_create.sql',
    `${SLOW} create table fish (name text); insert into fish values ('one')`,
  )
  const [folder] = files.list()
  const place = await placeOf(bench)
  const nodes = [1, 2, 3].map(() =>
    spawn(
      process.execPath,
      ['--input-type=module', '-e', PROGRAM, bench.database.engine, place, String(folder?.url)],
      { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] },
    ),
  )
  const errors: string[] = []
  for (const node of nodes) node.stderr?.on('data', (chunk) => errors.push(String(chunk)))
  const ends = nodes.map((node) => once(node, 'exit'))
  await Promise.race([Promise.all(nodes.map((node) => once(node, 'message'))), ...ends])
  for (const node of nodes) node.send('go')
  const codes = (await Promise.all(ends)).map(([code]) => code)
  assert.deepEqual(codes, [0, 0, 0], errors.join(''))
  const { rows } = await sql`select * from fish`.execute(bench.database.read)
  assert.equal(rows.length, 1)
  assert.deepEqual(await appliedIn(bench.database), ['fish/001_create.sql'])
})

async function placeOf({ database, path }: Bench): Promise<string> {
  if (database.engine === 'sqlite') return path
  const { rows } = await sql<{ schema: string }>`select current_schema() as schema`.execute(database.read)
  return JSON.stringify({ url: testDatabaseUrl, schema: rows[0]?.schema })
}
