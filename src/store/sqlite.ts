import { setTimeout as pause } from 'node:timers/promises'
import { type Database, type Db, type Journal, provenJournal, StoreUnavailable } from './database.ts'
import { GroupCommit } from './group_commit.ts'
import { kyselyOver, SqliteConnection } from './sqlite_connection.ts'

// The log is synced by WalSync, hence synchronous = normal: SQLite itself then syncs only around checkpoints.
// wal_autocheckpoint: only if Checkpointer does not keep up; it would block the event loop.
// secure_delete: purged rows are overwritten with zeros, not merely unlinked.
const PRAGMAS = `
  pragma journal_mode = wal;
  pragma synchronous = normal;
  pragma secure_delete = on;
  pragma journal_size_limit = 67108864;
  pragma wal_autocheckpoint = 16000;
  pragma cache_size = -8192;
`
const READ_PRAGMAS = 'pragma query_only = on; pragma cache_size = -4096;'
const OLDEST_SQLITE = [3, 51, 3]
const BUSY_MS = 5000
const SCRUB_PAUSE_MS = 250
const SCRUB_TRIES = 40

/** Opens or makes the SQLite file at `path`. Throws StoreUnavailable when it cannot be opened. */
export function openSqlite(name: string, path: string, journal: Journal): Database {
  const writer = new SqliteConnection(path, PRAGMAS)
  requireSafeSqlite(versionOf(writer))
  // A write, so that the log exists by the time its descriptor is opened.
  writer.exec('begin immediate; create table if not exists rockpool (format integer not null); commit')
  const reader = new SqliteConnection(path, READ_PRAGMAS)
  const group = new GroupCommit(writer, path, provenJournal(journal))
  let closing: Promise<void> | undefined
  let announced = 0
  const version = () =>
    Number((writer.run('pragma data_version', []).rows[0] as { data_version: number }).data_version)
  return {
    name,
    engine: 'sqlite',
    read: kyselyOver(reader),
    transact: (work, entry) => group.transact(work, entry),
    settled: () => group.settled(),
    // Neither number ever falls, so that the sum stays the same only while both do.
    foreign_changes: () => version() + announced,
    announceChange: () => {
      announced += 1
    },
    script: async (_tx: Db, text: string) => writer.exec(text),
    hasTable: async (table) =>
      reader.run("select 1 from sqlite_master where type = 'table' and name = ?", [table]).rows.length > 0,
    snapshot: (work) => snapshotOf(path, work),
    scrub: () => emptyLog(writer),
    check: () => group.check(),
    // Once: a file descriptor that is closed twice may be another file's by then.
    close: () => {
      closing ??= group.close().then(() => {
        reader.close()
        writer.close()
      })
      return closing
    },
  }
}

const versionOf = (connection: SqliteConnection) =>
  (connection.run('select sqlite_version() as version', []).rows[0] as { version: string }).version

/** SQLite before 3.51.3 can lose a commit when the log is reset while another connection writes. */
export function requireSafeSqlite(version: string): void {
  const have = version.split('.').map(Number)
  const difference = OLDEST_SQLITE.map((wanted, n) => (have[n] ?? 0) - wanted).find((it) => it !== 0) ?? 0
  if (difference < 0)
    throw new StoreUnavailable(`SQLite ${version} is too old; ${OLDEST_SQLITE.join('.')} or later is needed`)
}

// Whoever reads an old state keeps the log from being emptied. Not even the usual moment is spent on waiting for them
// inside SQLite, for the event loop would wait as well.
async function emptyLog(connection: SqliteConnection): Promise<void> {
  for (let tries = 0; tries < SCRUB_TRIES; tries++) {
    connection.exec('pragma busy_timeout = 0')
    try {
      const [row] = connection.run('pragma wal_checkpoint(truncate)', []).rows as [{ busy: number }]
      if (row.busy === 0) return
    } finally {
      connection.exec(`pragma busy_timeout = ${BUSY_MS}`)
    }
    await pause(SCRUB_PAUSE_MS)
  }
  throw new StoreUnavailable('the log could not be emptied: somebody has been reading an old state for long')
}

// A connection of its own holds the snapshot, so that neither readers nor the writer wait for it.
async function snapshotOf<Result>(path: string, work: (tx: Db) => Promise<Result>): Promise<Result> {
  const connection = new SqliteConnection(path, READ_PRAGMAS)
  try {
    connection.exec('begin')
    return await work(kyselyOver(connection))
  } finally {
    connection.close()
  }
}
