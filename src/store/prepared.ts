// Queries written once with Kysely, compiled once per database, run many times. Building and compiling a query
// costs several times what running it does; on the paths that every request takes that cost must not recur.
import type { Compilable, CompiledQuery } from 'kysely'
import type { Db } from './database.ts'

/** Runs SQL on the spot, where the engine is in-process. */
export type Direct = (sql: string, parameters: readonly unknown[]) => unknown[]

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

/**
 * `prepared((db, slot) => db.selectFrom(…).where('id', '=', slot('id')))` gives a function `(db, { id })` that
 * resolves to the rows. The query's shape must not depend on the values.
 */
export function prepared<Parameters extends object, Row>(
  build: (db: Db, slot: <Name extends keyof Parameters>(name: Name) => Parameters[Name]) => Compilable<Row>,
): (db: Db, parameters: Parameters) => Promise<Row[]> {
  const plans = new WeakMap<object, Plan>()
  const slot = (name: string) => new Slot(name)

  function planFor(db: Db): Plan {
    const { adapter } = db.getExecutor()
    let plan = plans.get(adapter)
    if (!plan) {
      plan = planOf(build(db, slot as never).compile())
      plans.set(adapter, plan)
    }
    return plan
  }

  return (db, parameters) => {
    const { query, values } = planFor(db)
    const given = values(parameters as Record<string, unknown>)
    const direct = directs.get(db)
    if (direct) return settle(() => direct(query.sql, given) as Row[])
    return db.executeQuery<Row>({ ...query, parameters: given }).then((result) => result.rows as Row[])
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
