// Many pieces of work, one transaction, one sync. All the work that is waiting when the event loop comes round
// runs in one SQLite transaction, each piece under a savepoint of its own; the commit writes the log; WalSync
// makes it durable while the next group is already running. Nothing resolves before its sync has returned.
import { type Db, type Journal, StoreUnavailable } from './database.ts'
import { kyselyOver, type SqliteConnection } from './sqlite_connection.ts'
import { WalSync } from './wal_sync.ts'

// Bounds how long the event loop is away: 64 pieces of about 50 µs.
const GROUP_MAX = 64
const RECOVERY_PAUSE_MS = 1000

interface Piece {
  work: (tx: Db) => Promise<unknown>
  entry: object | undefined
  value: unknown
  resolve: (value: unknown) => void
  reject: (error: unknown) => void
}

export class GroupCommit {
  readonly #connection: SqliteConnection
  readonly #db: Db
  readonly #wal: WalSync
  readonly #journal: Journal
  #queue: Piece[] = []
  #scheduled = false
  #running: Promise<void> = Promise.resolve()
  #committed = 0
  #synced = 0
  #broken: StoreUnavailable | undefined
  #recovery_tried_at = 0

  constructor(connection: SqliteConnection, wal_path: string, journal: Journal) {
    this.#connection = connection
    this.#db = kyselyOver(connection)
    this.#wal = new WalSync(wal_path)
    this.#journal = journal
  }

  transact<Result>(work: (tx: Db) => Promise<Result>, entry?: object): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#queue.push({
        work,
        entry,
        value: undefined,
        resolve: resolve as (value: unknown) => void,
        reject,
      })
      this.#schedule()
    })
  }

  settled(): Promise<void> | undefined {
    if (this.#broken) return Promise.reject(this.#broken)
    return this.#synced === this.#committed ? undefined : this.#sync()
  }

  /** Tries a write that changes nothing, to learn whether one would be accepted. */
  async check(): Promise<void> {
    await this.transact(async () => {
      this.#connection.exec('delete from rockpool; insert into rockpool (format) values (1)')
    })
  }

  async close(): Promise<void> {
    while (this.#scheduled || this.#queue.length > 0) await this.#running.then(nextTurn)
    await this.#running
    if (!this.#broken) await this.settled()
    this.#wal.close()
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    // After the sockets that are readable now have been read, so that their work joins this group.
    setImmediate(() => {
      this.#running = this.#runGroup().finally(() => {
        this.#scheduled = false
        if (this.#queue.length > 0) this.#schedule()
      })
    })
  }

  async #runGroup(): Promise<void> {
    const group = this.#queue.splice(0, GROUP_MAX)
    let done: Piece[]
    try {
      this.#recoverIfBroken()
      done = await this.#commit(group)
    } catch (error) {
      this.#rollback()
      for (const piece of group) piece.reject(error)
      return
    }
    if (done.length === 0) return
    this.#committed += 1
    this.#sync().then(
      () => done.forEach((piece) => void piece.resolve(piece.value)),
      (error) => done.forEach((piece) => void piece.reject(error)),
    )
  }

  /** Gives the pieces that succeeded; those that failed have been rejected and leave no trace. */
  async #commit(group: Piece[]): Promise<Piece[]> {
    this.#connection.run('begin immediate', [])
    const done: Piece[] = []
    for (const piece of group) if (await this.#attempt(piece)) done.push(piece)
    const entries = done.flatMap((piece) => piece.entry ?? [])
    if (entries.length > 0) await this.#journal(this.#db, entries, 'sqlite')
    this.#connection.run('commit', [])
    return done
  }

  async #attempt(piece: Piece): Promise<boolean> {
    const { raw } = this.#connection
    let saved = false
    // Work that only reads needs no savepoint.
    this.#connection.beforeWrite = () => {
      if (saved) return
      saved = true
      this.#connection.run('savepoint piece', [])
    }
    try {
      piece.value = await piece.work(this.#db)
      if (saved) this.#connection.run('release piece', [])
      return true
    } catch (error) {
      // A full disk rolls the whole transaction back: then the whole group has failed.
      if (!raw.isTransaction || error instanceof StoreUnavailable) throw error
      if (saved) this.#connection.run('rollback to piece', [])
      if (saved) this.#connection.run('release piece', [])
      piece.reject(error)
      return false
    } finally {
      this.#connection.beforeWrite = () => {}
    }
  }

  #rollback(): void {
    if (this.#connection.raw.isTransaction) this.#connection.raw.exec('rollback')
  }

  #sync(): Promise<void> {
    const covers = this.#committed
    return this.#wal.sync().then(
      () => {
        if (this.#broken) throw this.#broken
        this.#synced = Math.max(this.#synced, covers)
      },
      (error: StoreUnavailable) => {
        this.#broken = error
        throw error
      },
    )
  }

  /**
   * After a failed sync the kernel may drop the log's pages and report the next sync as good, so the log is
   * not to be trusted. Copying it into the database file and syncing that writes everything anew.
   */
  #recoverIfBroken(): void {
    if (!this.#broken) return
    const now = performance.now()
    if (now - this.#recovery_tried_at < RECOVERY_PAUSE_MS) throw this.#broken
    this.#recovery_tried_at = now
    const [row] = this.#connection.run('pragma wal_checkpoint(truncate)', []).rows as [{ busy: number }]
    if (row.busy !== 0) throw this.#broken
    this.#synced = this.#committed
    this.#broken = undefined
  }
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve))
