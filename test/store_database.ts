// A bare database of either engine, without any area's tables, for the tests of the store itself.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { Database, Journal } from '../src/store/database.ts'
import { makeSchema, openPostgres } from '../src/store/postgres.ts'
import { openSqlite } from '../src/store/sqlite.ts'
import { dropSchemas, testDatabaseUrl } from './test_database.ts'

export interface Bench extends AsyncDisposable {
  database: Database
  /** The SQLite file; on PostgreSQL there is none. */
  path: string
  folder: string
  /** Another process's view of the same database, as far as the database can tell. */
  openAgain(): Database
}

const noJournal: Journal = async () => {}

/** With the table `things (name, size)`, names unique and sizes not negative. */
export async function openBench(journal: Journal = noJournal): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'rockpool-store-'))
  const schema = `test_${randomBytes(6).toString('hex')}`
  const path = join(folder, 'test.db')
  if (testDatabaseUrl) await makeSchema({ url: testDatabaseUrl, schema })
  const opened: Database[] = []
  const openAgain = () => {
    const database = testDatabaseUrl
      ? openPostgres('test', { url: testDatabaseUrl, schema, connections_max: 6 }, journal)
      : openSqlite('test', path, journal)
    opened.push(database)
    return database
  }
  const database = openAgain()
  await database.transact((tx) =>
    database.script(
      tx,
      'create table things (name text not null primary key, size integer not null check (size >= 0))',
    ),
  )
  return {
    database,
    path,
    folder,
    openAgain,
    async [Symbol.asyncDispose]() {
      for (const it of opened.reverse()) await it.close()
      rmSync(folder, { recursive: true, force: true })
      await dropSchemas(schema)
    },
  }
}

type Tx = Parameters<Parameters<Database['transact']>[0]>[0]

export const addThing = (tx: Tx, name: string, size = 0) =>
  sql`insert into things (name, size) values (${name}, ${size})`.execute(tx)

export async function namesIn(db: Tx): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from things order by name`.execute(db)
  return rows.map(({ name }) => name)
}
