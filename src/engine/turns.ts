// One step of one action. Its effect and the action's progress are one transaction, so whatever dies leaves an action that
// comes due again, with nothing of the step done. What a step needs from outside it gets before, under a lease.
import type { AuditEntry } from '../kernel/audit.ts'
import type { Deps } from '../kernel/ctx.ts'
import type { Db } from '../store/database.ts'
import { locksRows } from '../store/documents/tables.ts'
import { prepared } from '../store/prepared.ts'
import {
  ActionFailed,
  type ActionKind,
  type ActionRow,
  actionTable,
  dueAfter,
  NotYet,
  saveAction,
  type Turn,
  type Work,
} from './action.ts'

// A blip of the database is over soon. After the last try the action has failed.
const RETRY_SECONDS = [1, 5, 30, 120, 600]
// As many as one transaction's sync can carry, in turns short enough for requests to come between: a step may take a
// millisecond, where a request's own piece of work takes a twentieth of that.
export const AT_ONCE = 16
// In the mean; spread, so that many which wait do not come back together.
const NO_ROOM_SECONDS = 2
/** When it is over, whoever reached outside is taken to be dead. */
const LEASE_SECONDS = 60
/** How long a step may reach outside: what comes later has failed, and there is time to say so. */
const REACH_MS = 50_000
/** So seldom does one that goes on say so in its row. */
const PROLONGED_AFTER_SECONDS = 10

export type Due = Pick<ActionRow, 'account' | 'id' | 'resource_type' | 'resource_id' | 'type' | 'step'>
type LeasedTurn = Turn<object> & { lease: string }

/** The action has moved on already, another node is at it, or the lease was lost. */
class AnothersTurn extends Error {}

export class Turns {
  readonly #deps: Deps
  readonly #kinds: ReadonlyMap<string, ActionKind>

  constructor(deps: Deps, kinds: readonly ActionKind[]) {
    this.#deps = deps
    this.#kinds = new Map(kinds.map((kind) => [nameOf(kind), kind]))
  }

  findDue(): Promise<Due[]> {
    return findDue(this.#deps.main.database.read, { now: this.#later(0) })
  }

  reaches(due: Due): boolean {
    return this.#step(due)?.reach !== undefined
  }

  /** Takes the step, with what it has found outside where it has reached there. */
  async moveOn(due: Due, reached?: { lease: string; found: unknown }): Promise<void> {
    const { lease, found } = reached ?? {}
    try {
      await this.#during(due, lease, this.#entryOf(due), (work) => this.#takeStep(work, found))
    } catch (error) {
      await this.#fail(due, lease, error)
    }
  }

  async postpone(due: Due): Promise<void> {
    const due_at = this.#later(NO_ROOM_SECONDS * (0.5 + Math.random()))
    await this.#during(due, undefined, undefined, ({ tx }) => saveAction(tx, due, { due_at }))
  }

  /** Undefined where another is at it. */
  lease(due: Due): Promise<LeasedTurn | undefined> {
    const lease = crypto.randomUUID()
    return this.#during(due, undefined, undefined, async ({ tx, deps, action, input }) => {
      await saveAction(tx, due, { lease, due_at: this.#later(LEASE_SECONDS) })
      return { deps, action, input, lease }
    })
  }

  async reachOut(due: Due, turn: LeasedTurn, isStopped: () => boolean): Promise<void> {
    const { lease } = turn
    const late = Promise.withResolvers<never>()
    const tooLate = () => late.reject(new Error(`no outcome within ${REACH_MS / 1000} seconds`))
    const timer = setTimeout(tooLate, REACH_MS).unref()
    const own = { goOn: this.#prolonging(due, lease, timer), holds: (tx: Db) => this.#claim(tx, due, lease) }
    const reached = Promise.try(() => this.#step(due)?.reach?.({ ...turn, ...own }))
    const outcome = await Promise.race([reached, late.promise]).then(
      (found) => () => this.moveOn(due, { lease, found }),
      (error) => () => this.#fail(due, lease, error),
    )
    clearTimeout(timer)
    if (!isStopped()) await outcome()
  }

  #prolonging(due: Due, lease: string, timer: NodeJS.Timeout): () => Promise<void> {
    let next = this.#later(PROLONGED_AFTER_SECONDS)
    return async () => {
      if (this.#later(0) < next) return
      await this.#transact(async (tx) => {
        await this.#claim(tx, due, lease)
        await saveAction(tx, due, { due_at: this.#later(LEASE_SECONDS) })
      })
      next = this.#later(PROLONGED_AFTER_SECONDS)
      timer.refresh()
    }
  }

  /** SQLite's one process has just begun, so whoever had a lease before is gone. Elsewhere leases run out. */
  endLeasesOfTheDead(): Promise<void> {
    return this.#transact(async (tx) => {
      if (locksRows(tx)) return
      await actionTable(tx)
        .updateTable('actions')
        .set({ due_at: this.#later(0) })
        .where('status', '=', 'in-progress')
        .where('lease', 'is not', null)
        .execute()
    })
  }

  async #takeStep(work: Work<object>, found: unknown): Promise<void> {
    const { tx, action } = work
    const steps = this.#kinds.get(nameOf(action))?.steps
    if (!steps) throw new ActionFailed(`this version does not know ${nameOf(action)}`)
    await steps[action.step]?.apply(work, found)
    const next = steps[action.step + 1]
    const completed = { status: 'completed', completed_at: this.#later(0) } as const
    const moved = next && { step: action.step + 1, due_at: dueAfter(this.#deps, next.seconds) }
    await saveAction(tx, action, moved ? { ...moved, attempts: 0, failures: 0, lease: null } : completed)
  }

  async #fail(due: Due, lease: string | undefined, error: unknown): Promise<void> {
    if (error instanceof AnothersTurn) return
    if (!isWaiting(error)) this.#deps.log.warn({ err: error, action: due }, 'a step of an action failed')
    const entry = error instanceof NotYet ? undefined : this.#entryOf(due, error)
    await this.#during(due, lease, entry, (work) => this.#afterFailure(work, error))
  }

  async #afterFailure(work: Work<object>, error: unknown): Promise<void> {
    const { tx, action } = work
    const wait = waitAfter(error, action.failures)
    if (wait !== undefined) {
      const attempts = action.attempts + 1
      const failures = isWaiting(error) ? 0 : action.failures + 1
      return saveAction(tx, action, { attempts, failures, lease: null, due_at: this.#later(wait) })
    }
    await this.#kinds.get(nameOf(action))?.undo?.(work, error)
    await saveAction(tx, action, { status: 'errored', completed_at: this.#later(0) })
  }

  /** Undefined where it is another's turn, and then there is no entry either. */
  async #during<Result>(
    due: Due,
    lease: string | undefined,
    entry: AuditEntry | undefined,
    work: (work: Work<object>) => Promise<Result>,
  ): Promise<Result | undefined> {
    try {
      return await this.#transact(async (tx) => work(await this.#claim(tx, due, lease)), entry)
    } catch (error) {
      if (error instanceof AnothersTurn) return undefined
      throw error
    }
  }

  /** Between the look at what is due and this, another may have taken the step, and the next one is due. */
  async #claim(tx: Db, { account, id, step }: Due, lease: string | undefined): Promise<Work<object>> {
    const query = actionTable(tx)
      .selectFrom('actions')
      .selectAll()
      .where('account', '=', account)
      .where('id', '=', id)
      .where('step', '=', step)
      .where('status', '=', 'in-progress')
      .$if(lease !== undefined, (it) => it.where('lease', '=', lease as string))
      .$if(lease === undefined, (it) => it.where('due_at', '<=', this.#later(0)))
    const action = await (locksRows(tx) ? query.forUpdate().skipLocked() : query).executeTakeFirst()
    if (!action) throw new AnothersTurn()
    return { deps: this.#deps, tx, action, input: JSON.parse(action.input) }
  }

  /** What the audit trail will say of a step, where its kind wants that. */
  #entryOf(due: Due, failure?: unknown): AuditEntry | undefined {
    if (!this.#kinds.get(nameOf(due))?.audited) return undefined
    return {
      time: this.#later(0),
      token: null,
      account: due.account,
      operation: `${nameOf(due)}: ${this.#step(due)?.name}`,
      resource: `do:${due.resource_type}:${due.resource_id}`,
      region: null,
      decision: 'allowed',
      status: failure ? 500 : 200,
      request_id: due.id,
      address: 'engine',
      detail: failure ? (failure as Error).message : undefined,
      written: true,
    }
  }

  #transact<Result>(work: (tx: Db) => Promise<Result>, entry?: AuditEntry): Promise<Result> {
    return this.#deps.main.database.transact(work, entry)
  }

  #step(due: Due) {
    return this.#kinds.get(nameOf(due))?.steps[due.step]
  }

  #later(seconds: number): string {
    return new Date(this.#deps.now().getTime() + seconds * 1000).toISOString()
  }
}

// Asked ten times a second, also while nothing is to be done.
const findDue = prepared<{ now: string }, Due>((db, slot) =>
  actionTable(db)
    .selectFrom('actions')
    .select(['account', 'id', 'resource_type', 'resource_id', 'type', 'step'])
    .where('status', '=', 'in-progress')
    .where('due_at', '<=', slot('now'))
    .orderBy('due_at')
    .limit(AT_ONCE),
)

/** In seconds; undefined where the action has failed for good. */
function waitAfter(error: unknown, failures: number): number | undefined {
  if (error instanceof NotYet) return error.seconds
  return error instanceof ActionFailed ? undefined : RETRY_SECONDS[failures]
}

const isWaiting = (error: unknown) => error instanceof NotYet && !error.failed

const nameOf = ({ resource_type, type }: Pick<ActionRow, 'resource_type' | 'type'>) =>
  `${resource_type} ${type}`
