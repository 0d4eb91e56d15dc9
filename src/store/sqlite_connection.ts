// One connection to a SQLite file, in the shape Kysely asks for. Statements are prepared once and kept.
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import { type Db, StoreUnavailable } from './database.ts'
import { registerDirect } from './prepared.ts'

const STATEMENTS_MAX = 500
const WRITING = /^\s*(insert|update|delete|replace|create|alter|drop|with)\b/i

interface Prepared {
  statement: StatementSync
  returns_rows: boolean
  writes: boolean
}

export class SqliteConnection implements DatabaseConnection {
  readonly raw: DatabaseSync
  readonly #statements = new Map<string, Prepared>()
  /** Grows with every row that is changed. */
  changes = 0

  constructor(path: string, pragmas: string) {
    this.raw = guarded(() => new DatabaseSync(path, { timeout: 5000, enableForeignKeyConstraints: true }))
    guarded(() => this.raw.exec(pragmas))
  }

  run(sql: string, parameters: readonly unknown[]): QueryResult<unknown> {
    const args = parameters as SQLInputValue[]
    return guarded(() => {
      const { statement, returns_rows, writes } = this.#prepare(sql)
      if (!returns_rows)
        return { rows: [], numAffectedRows: BigInt(this.#count(statement.run(...args).changes)) }
      const rows = statement.all(...args)
      if (writes) this.#count(rows.length)
      return { rows }
    })
  }

  /** How many rows a statement that returns none has changed. */
  change(sql: string, parameters: readonly unknown[]): number {
    return guarded(() =>
      this.#count(this.#prepare(sql).statement.run(...(parameters as SQLInputValue[])).changes),
    )
  }

  exec(sql: string): void {
    this.changes += 1
    guarded(() => this.raw.exec(sql))
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return this.run(query.sql, query.parameters) as QueryResult<Row>
  }

  async *streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    const { statement } = guarded(() => this.#prepare(query.sql))
    for (const row of statement.iterate(...(query.parameters as SQLInputValue[])))
      yield { rows: [row as Row] }
  }

  close(): void {
    this.#statements.clear()
    this.raw.close()
  }

  #count(changed: number | bigint): number {
    this.changes += Number(changed)
    return Number(changed)
  }

  #prepare(sql: string): Prepared {
    const known = this.#statements.get(sql)
    if (known) return known
    if (this.#statements.size >= STATEMENTS_MAX) this.#statements.clear()
    const statement = this.raw.prepare(sql)
    const returns_rows = statement.columns().length > 0
    const prepared = { statement, returns_rows, writes: WRITING.test(sql) }
    this.#statements.set(sql, prepared)
    return prepared
  }
}

/** A Kysely that always speaks through this one connection. Who may use it when is the caller's business. */
export function kyselyOver(connection: SqliteConnection): Db {
  const db = new Kysely<object>({ dialect: dialectOver(connection) }) as Db
  registerDirect(db, {
    rows: (sql, parameters) => connection.run(sql, parameters).rows,
    change: (sql, parameters) => connection.change(sql, parameters),
  })
  return db
}

class SharedConnectionAdapter extends SqliteAdapter {
  // Kysely would queue for the connection otherwise, and a transaction's own statements with it.
  override get supportsMultipleConnections() {
    return true
  }
}

function dialectOver(connection: SqliteConnection): Dialect {
  return {
    createAdapter: () => new SharedConnectionAdapter(),
    createDriver: () => driverOver(connection),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}

function driverOver(connection: SqliteConnection): Driver {
  const refuse = () => Promise.reject(new Error('transactions are opened by Database.transact only'))
  return {
    init: async () => {},
    acquireConnection: async () => connection,
    releaseConnection: async () => {},
    beginTransaction: refuse,
    commitTransaction: refuse,
    rollbackTransaction: refuse,
    destroy: async () => {},
  }
}

// BUSY, LOCKED, NOMEM, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, NOTADB: the file cannot serve.
const UNAVAILABLE_CODES = new Set([5, 6, 7, 8, 10, 11, 13, 14, 15, 26])

function guarded<Result>(work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    const code = (error as { errcode?: number }).errcode
    if (code !== undefined && UNAVAILABLE_CODES.has(code & 0xff))
      throw new StoreUnavailable(`SQLite: ${(error as Error).message}`, { cause: error })
    throw error
  }
}
