// The content of a database as rows that either engine can take back.
import { sql } from 'kysely'
import type { Db, Engine } from './database.ts'

export type StoredRow = Record<string, string | number | null>

const READ_BATCH = 500
// SQLite takes 32,766 parameters in a statement, PostgreSQL 65,535.
const PARAMETERS_MAX = 5000

/** Every table with content of its own. One that others refer to comes before them. */
export async function listTables(tx: Db, engine: Engine): Promise<string[]> {
  const [tables, references] = await Promise.all(
    engine === 'sqlite'
      ? [
          sql<Named>`select name from sqlite_master
            where type = 'table' and name not like 'sqlite@_%' escape '@' and name <> 'rockpool' order by name`.execute(
            tx,
          ),
          sql<Reference>`select m.name as child, f."table" as parent
            from sqlite_master m, pragma_foreign_key_list(m.name) f where m.type = 'table'`.execute(tx),
        ]
      : [
          sql<Named>`select tablename as name from pg_tables
            where schemaname = current_schema() order by tablename`.execute(tx),
          sql<Reference>`select c.relname as child, p.relname as parent from pg_constraint k
            join pg_class c on c.oid = k.conrelid join pg_class p on p.oid = k.confrelid
            where k.contype = 'f' and c.relnamespace = current_schema()::regnamespace`.execute(tx),
        ],
  )
  return inOrder(
    tables.rows.map(({ name }) => name),
    references.rows,
  )
}

interface Named {
  name: string
}
interface Reference {
  child: string
  parent: string
}

function inOrder(names: string[], references: Reference[]): string[] {
  const ordered: string[] = []
  while (ordered.length < names.length) {
    const waits = (name: string) =>
      references.some(({ child, parent }) => child === name && parent !== name && !ordered.includes(parent))
    const ready = names.filter((name) => !ordered.includes(name) && !waits(name))
    if (ready.length === 0) throw new Error('tables refer to each other in a circle')
    ordered.push(...ready)
  }
  return ordered
}

/** All rows of one snapshot, some at a time. */
export function readRows(tx: Db, engine: Engine, table: string): AsyncGenerator<StoredRow[]> {
  return engine === 'sqlite' ? readByRowid(tx, table) : readByCursor(tx, table)
}

async function* readByRowid(tx: Db, table: string): AsyncGenerator<StoredRow[]> {
  for (let last = Number.MIN_SAFE_INTEGER; ; ) {
    const { rows } = await sql<StoredRow & { backup_rowid: number }>`
      select rowid as backup_rowid, * from ${sql.table(table)}
      where rowid > ${last} order by rowid limit ${READ_BATCH}`.execute(tx)
    if (rows.length === 0) return
    last = (rows.at(-1) as { backup_rowid: number }).backup_rowid
    yield rows.map(({ backup_rowid: _, ...row }) => plain(table, row))
  }
}

async function* readByCursor(tx: Db, table: string): AsyncGenerator<StoredRow[]> {
  await sql`declare backup_rows no scroll cursor for select * from ${sql.table(table)}`.execute(tx)
  for (;;) {
    const { rows } = await sql<StoredRow>`fetch ${sql.lit(READ_BATCH)} from backup_rows`.execute(tx)
    if (rows.length === 0) break
    yield rows.map((row) => plain(table, row))
  }
  await sql`close backup_rows`.execute(tx)
}

// A kind of column that JSON would quietly bend must not get into a backup unnoticed.
function plain(table: string, row: Record<string, unknown>): StoredRow {
  for (const [column, value] of Object.entries(row))
    if (value !== null && typeof value !== 'string' && !Number.isSafeInteger(value))
      throw new Error(`the column ${table}.${column} holds what a backup cannot: ${typeof value}`)
  return row as StoredRow
}

/** `rows` have the same columns. */
export async function insertRows(tx: Db, table: string, rows: StoredRow[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {})
  const at_once = Math.max(1, Math.floor(PARAMETERS_MAX / Math.max(1, columns.length)))
  for (let start = 0; start < rows.length; start += at_once) {
    const tuples = rows
      .slice(start, start + at_once)
      .map((row) => sql`(${sql.join(columns.map((column) => row[column]))})`)
    await sql`insert into ${sql.table(table)} (${sql.join(columns.map((column) => sql.ref(column)))})
      values ${sql.join(tuples)}`.execute(tx)
  }
}

export async function deleteRows(tx: Db, table: string): Promise<void> {
  await sql`delete from ${sql.table(table)}`.execute(tx)
}
