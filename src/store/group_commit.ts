// Many pieces of work, one transaction, one sync. All the work that is waiting when the event loop comes round
// runs in one SQLite transaction, which a piece that fails leaves no trace in; the commit writes the log; WalSync
// makes it durable while the next group is already running. Nothing resolves before its sync has returned.
import { Checkpointer } from './checkpointer.ts'
import { type Db, type Journal, StoreUnavailable, takenBack } from './database.ts'
import { kyselyOver, type SqliteConnection } from './sqlite_connection.ts'
import { WalSync } from './wal_sync.ts'

// Bounds how long the event loop is away: 64 pieces of about 50 µs.
const GROUP_MAX = 64
const RECOVERY_PAUSE_MS = 1000

interface Failure {
  error: unknown
  /** It had changed rows, which must be taken back. */
  wrote: boolean
}

interface Piece {
  work: (tx: Db) => Promise<unknown>
  entry: object | undefined
  value: unknown
  failure: Failure | undefined
  resolve: (value: unknown) => void
  reject: (error: unknown) => void
}

export class GroupCommit {
  readonly #connection: SqliteConnection
  readonly #db: Db
  readonly #wal: WalSync
  readonly #checkpointer: Checkpointer
  readonly #journal: Journal
  #queue: Piece[] = []
  #scheduled = false
  #running: Promise<void> = Promise.resolve()
  #committed = 0
  #synced = 0
  /** The newest commit in which work has written: the journal alone shows a reader nothing. */
  #shown = 0
  #work_wrote = false
  #last_sync: Promise<void> | undefined
  #broken: StoreUnavailable | undefined
  #recovery_tried_at = 0

  constructor(connection: SqliteConnection, path: string, journal: Journal) {
    this.#connection = connection
    this.#db = kyselyOver(connection)
    this.#wal = new WalSync(`${path}-wal`)
    this.#checkpointer = new Checkpointer(path)
    this.#journal = journal
  }

  transact<Result>(work: (tx: Db) => Promise<Result>, entry?: object): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#queue.push({
        work,
        entry,
        value: undefined,
        failure: undefined,
        resolve: resolve as (value: unknown) => void,
        reject,
      })
      this.#schedule()
    })
  }

  settled(): Promise<void> | undefined {
    // Recovery must not wait for a write to come by: a server that looks broken may get no more of them.
    if (this.#broken) return this.transact(async () => {})
    return this.#synced >= this.#shown ? undefined : this.#last_sync
  }

  /** Tries a write that changes nothing, and a line in the journal that is taken back. */
  async check(): Promise<void> {
    await this.transact(async () => {
      this.#connection.exec('delete from rockpool; insert into rockpool (format) values (1)')
    })
    await takenBack(
      (work) => this.transact(work),
      (tx) => this.#journal(tx, [{}], 'sqlite'),
    )
  }

  async close(): Promise<void> {
    while (this.#scheduled || this.#queue.length > 0) await this.#running.then(nextTurn)
    await this.#running
    if (!this.#broken) await this.#last_sync
    else this.#cutLostLog()
    await this.#checkpointer.close()
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
    const fail = (error: unknown) => group.forEach((piece) => void piece.reject(error))
    // A piece that failed leaves no trace, but its error may tell of what the pieces before it have written,
    // so it waits with them.
    const finish = () => group.forEach(finishPiece)
    let done: Piece[]
    try {
      this.#recoverIfBroken()
      done = await this.#commit(group)
    } catch (error) {
      this.#rollback()
      return fail(error)
    }
    if (done.length === 0) return finish()
    this.#committed += 1
    if (this.#work_wrote) this.#shown = this.#committed
    this.#checkpointer.noteCommit()
    this.#last_sync = this.#sync()
    this.#last_sync.then(finish, fail)
  }

  /** Gives the pieces that succeeded. */
  async #commit(group: Piece[]): Promise<Piece[]> {
    let done = await this.#attemptAll(group)
    for (let pieces = group; !done; done = await this.#attemptAll(pieces)) {
      // What failed after it had written takes all back; the others are run again without it. A savepoint around
      // every piece would spare them that, at the cost of two statements for each piece that does not fail.
      this.#rollback()
      pieces = pieces.filter(({ failure }) => !failure?.wrote)
    }
    const entries = done.flatMap((piece) => piece.entry ?? [])
    if (entries.length > 0) await this.#journal(this.#db, entries, 'sqlite')
    this.#connection.run('commit', [])
    return done
  }

  /** Undefined when one of them has failed after it had written. */
  async #attemptAll(pieces: Piece[]): Promise<Piece[] | undefined> {
    this.#connection.run('begin immediate', [])
    const at_start = this.#connection.changes
    const done: Piece[] = []
    for (const piece of pieces) {
      await this.#attempt(piece)
      if (piece.failure?.wrote) return undefined
      if (!piece.failure) done.push(piece)
    }
    this.#work_wrote = this.#connection.changes !== at_start
    return done
  }

  async #attempt(piece: Piece): Promise<void> {
    const at_start = this.#connection.changes
    piece.failure = undefined
    try {
      piece.value = await piece.work(this.#db)
    } catch (error) {
      // A full disk rolls the whole transaction back: then the whole group has failed.
      if (!this.#connection.raw.isTransaction || error instanceof StoreUnavailable) throw error
      piece.failure = { error, wrote: this.#connection.changes !== at_start }
    }
  }

  #rollback(): void {
    const { raw } = this.#connection
    if (raw.isOpen && raw.isTransaction) raw.exec('rollback')
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
   * After a failed sync the kernel may report the next one as good although it wrote nothing, so the log is not
   * to be trusted on disk. Copying it into the database file and syncing that writes everything anew.
   */
  #recoverIfBroken(): void {
    if (!this.#broken) return
    const now = performance.now()
    if (now - this.#recovery_tried_at < RECOVERY_PAUSE_MS) throw this.#broken
    this.#recovery_tried_at = now
    this.#requireWholeLog()
    const [row] = this.#connection.run('pragma wal_checkpoint(truncate)', []).rows as [{ busy: number }]
    if (row.busy !== 0) throw this.#broken
    this.#synced = this.#committed
    this.#last_sync = Promise.resolve()
    this.#broken = undefined
  }

  /** SQLite copies the log when its last connection is closed, whatever state it is in. */
  #cutLostLog(): void {
    try {
      this.#requireWholeLog()
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error
    }
  }

  /** Some file systems give back the old content of what they could not write; that must not be copied. */
  #requireWholeLog(): void {
    const writes = () => firstRow(this.#connection, 'pragma data_version').data_version
    const before = writes()
    const { log } = firstRow(this.#connection, 'pragma wal_checkpoint(noop)')
    this.#connection.run('begin immediate', [])
    try {
      // Another process may have begun the log anew meanwhile; then the count says nothing of this one.
      if (writes() !== before) throw this.#broken
      this.#wal.requireWhole(log as number)
    } finally {
      this.#rollback()
    }
  }
}

const firstRow = (connection: SqliteConnection, sql: string) =>
  connection.run(sql, []).rows[0] as Record<string, unknown>

function finishPiece({ failure, value, resolve, reject }: Piece): void {
  if (failure) reject(failure.error)
  else resolve(value)
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve))
