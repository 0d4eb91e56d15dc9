// The one place where actions move on. A step's effect and the action's progress are one transaction, so whatever dies
// leaves an action that comes due again, with nothing of the step done. What a step needs from outside it gets before.
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
  type Step,
  saveAction,
  type Turn,
  type Work,
} from './action.ts'

// A blip of the database is over soon. After the last try the action has failed.
const RETRY_SECONDS = [1, 5, 30, 120, 600]
const LOOK_EVERY_MS = 100
// As many as one transaction's sync can carry, in turns short enough for requests to come between.
const AT_ONCE = 64
// How many steps may reach outside at once; the next ones ask again a moment later.
const REACHING_MAX = 32
const NO_ROOM_SECONDS = 1
/** How long a step may reach outside. When it is over, whoever began is taken to be dead. */
export const LEASE_SECONDS = 60

export interface Engine {
  /** Moves on every action that is due now, each by one step. Resolves to how many it were. */
  runDue(): Promise<number>
  /** From now on, without being asked. */
  start(): void
  /** Resolves when what is running has ended. What reaches outside is left, as if the process had died. */
  stop(): Promise<void>
}

type Due = Pick<ActionRow, 'account' | 'id' | 'resource_type' | 'resource_id' | 'type' | 'step'>
type Key = Pick<ActionRow, 'account' | 'id'>

export function buildEngine(deps: Deps, kinds: readonly ActionKind[]): Engine {
  const kind_of = new Map(kinds.map((kind) => [nameOf(kind), kind]))
  const { database } = deps.main
  const reaching = new Set<Promise<void>>()
  let timer: NodeJS.Timeout | undefined
  let running: Promise<unknown> = Promise.resolve()
  let stopped = false

  /** Awaits what reaches outside only where it is asked to: others' steps must not wait for a slow network. */
  async function moveDue(to_the_end: boolean): Promise<number> {
    const due = await findDue(database.read, { now: deps.now().toISOString() })
    await Promise.all(due.map((key) => (stepOf(key)?.reach ? beginReach(key) : moveOn(key))))
    if (to_the_end) await Promise.all(reaching)
    return due.length
  }

  const stepOf = (due: Due) => kind_of.get(nameOf(due))?.steps[due.step]

  async function moveOn(due: Due, lease?: string, found?: unknown): Promise<void> {
    const entry = entryOf(deps, due, kind_of)
    const key = { ...due, lease }
    try {
      await database.transact((tx) => takeStep(deps, tx, { key, kind_of, found }), entry)
    } catch (error) {
      await fail(due, error, lease)
    }
  }

  async function fail(due: Due, error: unknown, lease: string | undefined): Promise<void> {
    if (!(error instanceof NotYet)) deps.log.warn({ err: error, action: due }, 'a step of an action failed')
    const entry = error instanceof NotYet ? undefined : entryOf(deps, due, kind_of, error)
    const key = { ...due, lease }
    await database.transact((tx) => afterFailure(deps, tx, { key, kind_of, error }), entry)
  }

  async function beginReach(due: Due): Promise<void> {
    if (reaching.size >= REACHING_MAX) {
      const due_at = later(deps, NO_ROOM_SECONDS)
      return database.transact((tx) => saveAction(tx, due, { due_at }))
    }
    const lease = crypto.randomUUID()
    const turn = await database.transact((tx) => takeLease(deps, tx, due, lease))
    const step = stepOf(due)
    if (!turn || !step?.reach) return
    const reached = reachOut(due, turn, step as ReachingStep).catch((error) =>
      deps.log.error({ err: error, action: due }, 'an action could not be moved on; it is tried again'),
    )
    reaching.add(reached)
    void reached.finally(() => reaching.delete(reached))
  }

  async function reachOut(due: Due, turn: Turn<object> & { lease: string }, step: ReachingStep) {
    const outcome = await step.reach(turn).then(
      (found) => () => moveOn(due, turn.lease, found),
      (error) => () => fail(due, error, turn.lease),
    )
    if (!stopped) await outcome()
  }

  /** Goes on at once while there is more than was taken, and looks again a moment later when there is nothing. */
  async function look(): Promise<void> {
    const moved = await moveDue(false).catch((error) => {
      deps.log.error({ err: error }, 'actions could not be moved on; they are tried again')
      return 0
    })
    if (!stopped) timer = setTimeout(lookAgain, moved === AT_ONCE ? 0 : LOOK_EVERY_MS).unref()
  }

  function lookAgain(): void {
    running = look()
  }

  return {
    runDue: () => moveDue(true),
    start() {
      running = database.transact((tx) => endLeasesOfTheDead(deps, tx)).then(look, look)
    },
    async stop() {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}

type ReachingStep = Step<object> & Required<Pick<Step<object>, 'reach'>>

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

type Kinds = ReadonlyMap<string, ActionKind>
type LeasedKey = Key & { lease: string | undefined }

async function takeLease(deps: Deps, tx: Db, key: Key, lease: string) {
  const work = await claim(deps, tx, { ...key, lease: undefined })
  if (!work) return undefined
  await saveAction(tx, key, { lease, due_at: later(deps, LEASE_SECONDS) })
  return { deps, action: work.action, input: work.input, lease }
}

/** SQLite's one process has just begun, so whoever had a lease before is gone. Elsewhere leases run out. */
async function endLeasesOfTheDead(deps: Deps, tx: Db): Promise<void> {
  if (locksRows(tx)) return
  await actionTable(tx)
    .updateTable('actions')
    .set({ due_at: deps.now().toISOString() })
    .where('status', '=', 'in-progress')
    .where('lease', 'is not', null)
    .execute()
}

async function takeStep(
  deps: Deps,
  tx: Db,
  { key, kind_of, found }: { key: LeasedKey; kind_of: Kinds; found: unknown },
): Promise<void> {
  const work = await claim(deps, tx, key)
  if (!work) return
  const { action } = work
  const steps = kind_of.get(nameOf(action))?.steps
  if (!steps) throw new ActionFailed(`this version does not know ${nameOf(action)}`)
  await steps[action.step]?.apply(work, found)
  const next = steps[action.step + 1]
  const change = next && {
    ...{ step: action.step + 1, attempts: 0, lease: null },
    due_at: dueAfter(deps, next.seconds),
  }
  await saveAction(tx, key, change ?? { status: 'completed', completed_at: deps.now().toISOString() })
}

async function afterFailure(
  deps: Deps,
  tx: Db,
  { key, kind_of, error }: { key: LeasedKey; kind_of: Kinds; error: unknown },
): Promise<void> {
  const work = await claim(deps, tx, key)
  if (!work) return
  const { action } = work
  const wait = waitAfter(error, action.attempts)
  if (wait !== undefined) {
    const change = { attempts: action.attempts + 1, lease: null, due_at: later(deps, wait) }
    return saveAction(tx, key, change)
  }
  await kind_of.get(nameOf(action))?.undo?.(work, error)
  await saveAction(tx, key, { status: 'errored', completed_at: deps.now().toISOString() })
}

function waitAfter(error: unknown, attempts: number): number | undefined {
  if (error instanceof NotYet) return error.seconds
  return error instanceof ActionFailed ? undefined : RETRY_SECONDS[attempts]
}

/** Undefined where the action has moved on already, another node is at it, or the lease has run out. */
async function claim(
  deps: Deps,
  tx: Db,
  { account, id, lease }: LeasedKey,
): Promise<Work<object> | undefined> {
  const query = actionTable(tx)
    .selectFrom('actions')
    .selectAll()
    .where('account', '=', account)
    .where('id', '=', id)
    .where('status', '=', 'in-progress')
    .$if(lease !== undefined, (it) => it.where('lease', '=', lease as string))
    .$if(lease === undefined, (it) => it.where('due_at', '<=', deps.now().toISOString()))
  const action = await (locksRows(tx) ? query.forUpdate().skipLocked() : query).executeTakeFirst()
  return action && { deps, tx, action, input: JSON.parse(action.input) }
}

const later = (deps: Deps, seconds: number) => new Date(deps.now().getTime() + seconds * 1000).toISOString()

const nameOf = ({ resource_type, type }: Pick<ActionRow, 'resource_type' | 'type'>) =>
  `${resource_type} ${type}`

/** What the audit trail will say of a step, where its kind wants that. */
function entryOf({ now }: Deps, due: Due, kind_of: Kinds, failure?: unknown): AuditEntry | undefined {
  const kind = kind_of.get(nameOf(due))
  if (!kind?.audited) return undefined
  return {
    time: now().toISOString(),
    token: null,
    account: due.account,
    operation: `${nameOf(due)}: ${kind.steps[due.step]?.name}`,
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
