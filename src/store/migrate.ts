import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { sql } from 'kysely'
import type { Database, Db } from './database.ts'

export interface MigrationFolder {
  area: string
  url: URL
  /** Only these of its files, where it is given. */
  files?: readonly string[]
}

export interface MigrationRow {
  area: string
  file: string
  hash: string
  applied_at: string
}

/** A schema that this program must not touch: made by a newer one, or changed behind its back. */
export class WrongSchema extends Error {}

const tables = (db: Db) => db.$extendTables<{ migrations: MigrationRow }>()
const LOCK_KEY = 7_305_840_102

/**
 * Runs each folder's numbered .sql files once, in order, all in one transaction, while any other node waits.
 * Forward only: a mistake is a new file. A file that changed after it was applied is refused.
 */
export async function migrate(database: Database, folders: MigrationFolder[], now: Date): Promise<void> {
  await database.transact(async (tx) => {
    if (database.engine === 'postgres') await sql`select pg_advisory_xact_lock(${LOCK_KEY})`.execute(tx)
    await database.script(
      tx,
      `create table if not exists migrations
         (area text not null, file text not null, hash text not null, applied_at text not null, primary key (area, file))`,
    )
    const files = folders.flatMap(filesOf)
    const applied = await tables(tx).selectFrom('migrations').selectAll().execute()
    refuseUnknown(database.name, files, applied)
    for (const file of files) {
      if (applied.some((row) => row.area === file.area && row.file === file.file)) continue
      await database.script(tx, file.text)
      const { text: _, ...row } = { ...file, applied_at: now.toISOString() }
      await tables(tx).insertInto('migrations').values(row).execute()
    }
  })
}

/** Throws WrongSchema if `applied` holds what these folders do not, or hold with another content. */
export function requireKnown(name: string, folders: MigrationFolder[], applied: MigrationRow[]): void {
  refuseUnknown(name, folders.flatMap(filesOf), applied)
}

function filesOf({ area, url, files }: MigrationFolder) {
  return readdirSync(url)
    .filter((file) => file.endsWith('.sql') && (files?.includes(file) ?? true))
    .sort()
    .map((file) => {
      const text = readFileSync(new URL(file, url), 'utf8')
      return { area, file, text, hash: createHash('sha256').update(text).digest('hex') }
    })
}

function refuseUnknown(name: string, files: ReturnType<typeof filesOf>, applied: MigrationRow[]): void {
  for (const row of applied) {
    const file = files.find((it) => it.area === row.area && it.file === row.file)
    if (!file)
      throw new WrongSchema(
        `database ${name} holds ${row.area}/${row.file}, which this version does not know; use a newer one`,
      )
    if (file.hash !== row.hash)
      throw new WrongSchema(
        `${row.area}/${row.file} was changed after database ${name} had applied it; restore the file`,
      )
  }
}
