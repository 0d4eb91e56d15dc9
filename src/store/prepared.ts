// Queries written once with Kysely, compiled once per database, run many times. Building and compiling a query
// costs several times what running it does; on the paths that every request takes that cost must not recur.
import type { Compilable, CompiledQuery } from 'kysely'
import type { Db } from './database.ts'

/** Runs SQL on the spot, where the engine is in-process. */
export interface Direct {
  rows(sql: string, parameters: readonly unknown[]): unknown[]
  /** How many rows were changed. */
  change(sql: string, parameters: readonly unknown[]): number
}

const directs = new WeakMap<Db, Direct>()

export const registerDirect = (db: Db, direct: Direct): void => void directs.set(db, direct)

class Slot {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

interface Plan {
  query: CompiledQuery
  values: (parameters: Record<string, unknown>) => unknown[]
}

type Build<Parameters, Row> = (
  db: Db,
  slot: <Name extends keyof Parameters>(name: Name) => Parameters[Name],
) => Compilable<Row>

/**
 * `prepared((db, slot) => db.selectFrom(…).where('id', '=', slot('id')))` gives a function `(db, { id })` that
 * resolves to the rows. The query's shape must not depend on the values.
 */
export function prepared<Parameters extends object, Row>(
  build: Build<Parameters, Row>,
): (db: Db, parameters: Parameters) => Promise<Row[]> {
  const planFor = planner(build)
  return (db, parameters) => {
    const { query, values } = planFor(db)
    const given = values(parameters as Record<string, unknown>)
    const direct = directs.get(db)
    if (direct) return settle(() => direct.rows(query.sql, given) as Row[])
    return db.executeQuery<Row>({ ...query, parameters: given }).then((result) => result.rows as Row[])
  }
}

/** The same for a query that changes rows and returns none: resolves to how many it has changed. */
export function preparedChange<Parameters extends object>(
  build: Build<Parameters, unknown>,
): (db: Db, parameters: Parameters) => Promise<number> {
  const planFor = planner(build)
  return (db, parameters) => {
    const { query, values } = planFor(db)
    const given = values(parameters as Record<string, unknown>)
    const direct = directs.get(db)
    if (direct) return settle(() => direct.change(query.sql, given))
    return db.executeQuery({ ...query, parameters: given }).then((result) => Number(result.numAffectedRows))
  }
}

function planner<Parameters, Row>(build: Build<Parameters, Row>): (db: Db) => Plan {
  const plans = new WeakMap<object, Plan>()
  const slot = (name: string) => new Slot(name)
  return (db) => {
    const { adapter } = db.getExecutor()
    const known = plans.get(adapter)
    if (known) return known
    const plan = planOf(build(db, slot as never).compile())
    plans.set(adapter, plan)
    return plan
  }
}

function planOf(query: CompiledQuery): Plan {
  const slots = query.parameters.map((value) => (value instanceof Slot ? value.name : undefined))
  return {
    query,
    values: (parameters) =>
      slots.map((name, index) => (name === undefined ? query.parameters[index] : parameters[name])),
  }
}

function settle<Result>(work: () => Result): Promise<Result> {
  try {
    return Promise.resolve(work())
  } catch (error) {
    return Promise.reject(error)
  }
}
