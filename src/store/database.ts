import type { Kysely } from 'kysely'

/** No tables on purpose: a slice names its own with `db.$extendTables<…>()` and can see no others. */
// biome-ignore lint/complexity/noBannedTypes: the empty schema is the point
export type Db = Kysely<{}>

export type Engine = 'sqlite' | 'postgres'

/**
 * Writes what is to be remembered of a transaction's work (the audit trail), inside that transaction: if it
 * fails, so does the work. Called once a transaction, with the entries of all the work in it, oldest first.
 */
export type Journal = (tx: Db, entries: readonly object[], engine: Engine) => Promise<void>

/** One database: the main one or a region's. Both engines behave the same behind this. */
export interface Database {
  readonly name: string
  readonly engine: Engine
  /** Reads of committed state; never sees a transaction in progress. */
  readonly read: Db
  /**
   * Runs `work` in a transaction and resolves once it is durable. `entry`, read after `work` has ended, goes
   * to the journal with it. What `work` throws rolls its own writes back and is thrown on.
   * `work` may be run more than once before it counts: another piece failed in the same group, or the engine ended
   * the transaction in favour of another. Never await anything but the `tx` inside. Throws StoreUnavailable when the database cannot serve.
   */
  transact<Result>(work: (tx: Db) => Promise<Result>, entry?: object): Promise<Result>
  /** Resolves when everything that a reader can have seen by now is durable; undefined when it is already. */
  settled(): Promise<void> | undefined
  /**
   * A number that changes when another process has written, or undefined where that cannot be known without
   * asking: what was read before may be kept in memory only while the number stays.
   */
  foreign_changes(): number | undefined
  /** Makes `foreign_changes` change, for whoever has himself written what others keep in memory. */
  announceChange(): void
  /** Runs a script of several statements inside a transaction of `transact`. */
  script(tx: Db, text: string): Promise<void>
  hasTable(name: string): Promise<boolean>
  /** Runs `work` over one unchanging snapshot of the database. */
  snapshot<Result>(work: (tx: Db) => Promise<Result>): Promise<Result>
  /** Overwrites what deleted rows have left behind in the files, as far as the engine can. */
  scrub(): Promise<void>
  /** Throws StoreUnavailable unless a write, and the journal of it, would be accepted now. */
  check(): Promise<void>
  close(): Promise<void>
}

/** The database cannot serve right now: disk full, unreachable, broken. Nothing was changed, as far as is known. */
export class StoreUnavailable extends Error {
  readonly code = 'store_unavailable'
}

/** The journal could not be written, so what it was to tell of was not done. */
export class JournalFailed extends StoreUnavailable {}

/** `journal`, throwing JournalFailed whatever keeps it from being written. */
export function provenJournal(journal: Journal): Journal {
  return async (tx, entries, engine) => {
    try {
      await journal(tx, entries, engine)
    } catch (cause) {
      throw new JournalFailed('the audit trail cannot be written', { cause })
    }
  }
}

/** Runs `work` in a transaction that is then rolled back. Throws what it throws. */
export async function takenBack(
  transact: Database['transact'],
  work: (tx: Db) => Promise<void>,
): Promise<void> {
  const enough = new Error('rolled back on purpose')
  const attempt = transact(async (tx) => {
    await work(tx)
    throw enough
  })
  await attempt.catch((error) => {
    if (error !== enough) throw error
  })
}

/** Whether `error` says that a row cannot go because another one refers to it (or cannot come because none is there). */
export function isStillReferenced(error: unknown): boolean {
  const { code, errcode } = error as { code?: string; errcode?: number }
  return code === '23503' || errcode === 787
}
