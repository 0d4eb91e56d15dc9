// The reference for writes, a process of its own: a loop that inserts one row per commit into SQLite, each commit
// synced by SQLite itself, as a program without group commit does it.
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** `row` holds the columns of the row whose like is inserted, all but its version. */
export type InsertsQuestion = { open: { folder: string; row: InsertedRow } } | { run_seconds: number }
export type InsertsAnswer = { opened: true } | { inserts: number; seconds: number }
export interface InsertedRow {
  account: string
  name: string
  ring_key: string
  data_key: string
  sealed: string
  created_at: string
}

function open(folder: string, row: InsertedRow): () => void {
  const db = new DatabaseSync(join(folder, 'inserts.db'))
  db.exec(`
    pragma journal_mode = wal;
    pragma synchronous = full;
    create table versions (account text, name text, version integer, ring_key text, data_key text, sealed text,
      created_at text, primary key (account, name, version))`)
  const insert = db.prepare('insert into versions values (?, ?, ?, ?, ?, ?, ?)')
  let version = 0
  return () => {
    version += 1
    insert.run(row.account, row.name, version, row.ring_key, row.data_key, row.sealed, row.created_at)
  }
}

function run(insert: () => void, seconds: number): InsertsAnswer {
  const started_at = performance.now()
  const ends_at = started_at + seconds * 1000
  let inserts = 0
  while (performance.now() < ends_at) {
    insert()
    inserts += 1
  }
  return { inserts, seconds: (performance.now() - started_at) / 1000 }
}

if (import.meta.main) {
  let insert = () => {}
  process.on('disconnect', () => process.exit())
  process.on('message', (question: InsertsQuestion) => {
    if ('open' in question) {
      insert = open(question.open.folder, question.open.row)
      process.send?.({ opened: true } satisfies InsertsAnswer)
    } else process.send?.(run(insert, question.run_seconds))
  })
}
