import { setTimeout as pause } from 'node:timers/promises'
import { type DatabaseConnection, type Driver, Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import {
  type Database,
  type Db,
  type Journal,
  provenJournal,
  StoreUnavailable,
  takenBack,
} from './database.ts'

const CONNECT_TIMEOUT_MS = 5000
// A start has time, and many processes may start at once.
const START_TIMEOUT_MS = 20_000
const QUERY_TIMEOUT_MS = 10_000
const QUEUE_TIMEOUT_MS = 10_000
const TRIES_MAX = 4
const RETRY_PAUSE_MS = 50

// bigint columns hold counts and sequence numbers that stay below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)

export interface PostgresPlace {
  url: string
  schema: string
  connections_max: number
}

/**
 * Opens the schema of a PostgreSQL database. Connections are made on demand, so a
 * server that is down makes queries fail with StoreUnavailable, and they work again when it is back.
 */
export function openPostgres(name: string, place: PostgresPlace, journal: Journal): Database {
  const { url, schema, connections_max } = place
  const pool = new pg.Pool({
    connectionString: url,
    max: connections_max,
    idleTimeoutMillis: 10_000,
    Client: QuickToConnect,
    connectionTimeoutMillis: QUEUE_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    options: `-c search_path=${schema} -c statement_timeout=${QUERY_TIMEOUT_MS} -c synchronous_commit=on`,
    application_name: 'rockpool',
  })
  // An idle connection that breaks is replaced by the next query; without a listener it would end the process.
  pool.on('error', () => {})
  const read = new Kysely<object>({ dialect: new GuardedDialect({ pool }) }) as Db
  const record = provenJournal(journal)
  const transact: Database['transact'] = (work, entry) =>
    againIfGivenWay(() =>
      read.transaction().execute(async (tx) => {
        const value = await work(tx)
        if (entry) await record(tx, [entry].flat(), 'postgres')
        return value
      }),
    )
  return {
    name,
    engine: 'postgres',
    read,
    transact,
    settled: () => undefined,
    foreign_changes: () => undefined,
    announceChange: () => {},
    script: async (tx, text) => void (await sql.raw(text).execute(tx)),
    hasTable: (table) =>
      guarded(async () => {
        const { rows } = await sql<{ at: string | null }>`select to_regclass(${table}) as at`.execute(read)
        return rows[0]?.at != null
      }),
    snapshot: (work) =>
      guarded(() =>
        read.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work),
      ),
    scrub: async () => {},
    check: () => takenBack(transact, (tx) => record(tx, [{}], 'postgres')),
    close: () => read.destroy(),
  }
}

/**
 * The pool has one timeout for the wait until a connection is free and for making one. A burst may wait; a server
 * that does not answer is to be found out at once.
 */
class QuickToConnect extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super({ ...(config as pg.ClientConfig), connectionTimeoutMillis: CONNECT_TIMEOUT_MS })
  }
}

/** Makes the schema; safe when several nodes do it at once. */
export async function makeSchema({ url, schema }: Omit<PostgresPlace, 'connections_max'>): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: START_TIMEOUT_MS })
  await guarded(async () => {
    await client.connect()
    try {
      await client.query('select pg_advisory_lock(hashtext($1))', [`rockpool schema ${schema}`])
      const quoted = client.escapeIdentifier(schema)
      await client.query(`create schema if not exists ${quoted}`)
      // Text that sorts as SQLite sorts it, by code unit, whatever the database's own collation.
      const { rowCount } = await client.query(
        'select 1 from pg_type where typname = $1 and typnamespace = $2::regnamespace',
        ['bytewise_text', quoted],
      )
      if (rowCount === 0) await client.query(`create domain ${quoted}.bytewise_text as text collate "C"`)
    } finally {
      await client.end()
    }
  })
}

/** Every query says StoreUnavailable when the database cannot serve, be it in a transaction or not. */
class GuardedDialect extends PostgresDialect {
  override createDriver(): Driver {
    const driver = super.createDriver()
    const acquire = driver.acquireConnection.bind(driver)
    const known = new WeakSet<DatabaseConnection>()
    driver.acquireConnection = async (options) => {
      const connection = await guarded(() => acquire(options))
      if (!known.has(connection)) {
        known.add(connection)
        const execute = connection.executeQuery.bind(connection)
        connection.executeQuery = (query, aborting) => guarded(() => execute(query, aborting)) as never
      }
      return connection
    }
    return driver
  }
}

// Of transactions that cannot all go on, PostgreSQL ends one: no serial order is left, or they wait for each other. One
// that has met what another was removing sees, run again, that it is gone.
const GAVE_WAY_CODES = ['40001', '40P01', 'gone']
// SQLSTATE classes: connection lost, resources gone, operator intervention, system error; and a read-only standby.
const UNAVAILABLE_STATES = /^(08|53|57|58|25006|40001|40P01)/
const SOCKET_ERRORS = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'EAI_AGAIN',
])
const DRIVER_MESSAGES = /timeout|Connection terminated|not queryable|Client was closed/i

/** Runs a transaction again, from its start, if it was ended in favour of another, a few times at most. */
async function againIfGivenWay<Result>(transaction: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await guarded(transaction)
    } catch (error) {
      if (tries === TRIES_MAX || !hasGivenWay(error)) throw error
    }
    // At once, it would be back before the other has woken up, and stand in its way again.
    await pause(Math.random() * tries * RETRY_PAUSE_MS)
  }
}

/** Whatever it has been wrapped in since: the journal gives way as work does. */
function hasGivenWay(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return GAVE_WAY_CODES.includes((error as { code?: string }).code ?? '') || hasGivenWay(error.cause)
}

async function guarded<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw isOutage(error)
      ? new StoreUnavailable(`PostgreSQL: ${(error as Error).message}`, { cause: error })
      : error
  }
}

function isOutage(error: unknown): boolean {
  const { code, message = '' } = error as { code?: string; message?: string }
  if (code === undefined) return DRIVER_MESSAGES.test(message)
  return SOCKET_ERRORS.has(code) || UNAVAILABLE_STATES.test(code)
}
