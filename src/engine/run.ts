// The one place where actions move on. A step's effect and the action's progress are one transaction, so whatever dies
// leaves an action that comes due again, with nothing of the step done.
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
  saveAction,
  type Work,
} from './action.ts'

// A blip of the database is over soon. After the last try the action has failed.
const RETRY_SECONDS = [1, 5, 30, 120, 600]
const LOOK_EVERY_MS = 100
// As many as one transaction's sync can carry, in turns short enough for requests to come between.
const AT_ONCE = 64

export interface Engine {
  /** Moves on every action that is due now, each by one step. Resolves to how many it were. */
  runDue(): Promise<number>
  /** From now on, without being asked. */
  start(): void
  /** Resolves when what is running has ended. */
  stop(): Promise<void>
}

type Key = Pick<ActionRow, 'account' | 'id'>

export function buildEngine(deps: Deps, kinds: readonly ActionKind[]): Engine {
  const kind_of = new Map(kinds.map((kind) => [`${kind.resource_type} ${kind.type}`, kind]))
  const { database } = deps.main
  let timer: NodeJS.Timeout | undefined
  let running: Promise<unknown> = Promise.resolve()
  let stopped = false

  async function runDue(): Promise<number> {
    const due = await findDue(database.read, { now: deps.now().toISOString() })
    await Promise.all(due.map(moveOn))
    return due.length
  }

  async function moveOn(key: Key): Promise<void> {
    try {
      await database.transact((tx) => takeStep(deps, tx, key, kind_of))
    } catch (error) {
      deps.log.warn({ err: error, action: key }, 'a step of an action failed')
      await database.transact((tx) => afterFailure(deps, tx, { key, error, kind_of }))
    }
  }

  /** Goes on at once while there is more than was taken, and looks again a moment later when there is nothing. */
  async function look(): Promise<void> {
    const moved = await runDue().catch((error) => {
      deps.log.error({ err: error }, 'actions could not be moved on; they are tried again')
      return 0
    })
    if (!stopped) timer = setTimeout(lookAgain, moved === AT_ONCE ? 0 : LOOK_EVERY_MS).unref()
  }

  function lookAgain(): void {
    running = look()
  }

  return {
    runDue,
    start: lookAgain,
    async stop() {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}

// Asked ten times a second, also while nothing is to be done.
const findDue = prepared<{ now: string }, Key>((db, slot) =>
  actionTable(db)
    .selectFrom('actions')
    .select(['account', 'id'])
    .where('status', '=', 'in-progress')
    .where('due_at', '<=', slot('now'))
    .orderBy('due_at')
    .limit(AT_ONCE),
)

type Kinds = ReadonlyMap<string, ActionKind>

async function takeStep(deps: Deps, tx: Db, key: Key, kind_of: Kinds): Promise<void> {
  const work = await claim(deps, tx, key)
  if (!work) return
  const { action } = work
  const steps = kind_of.get(nameOf(action))?.steps
  if (!steps) throw new ActionFailed(`this version does not know ${nameOf(action)}`)
  await steps[action.step]?.apply(work)
  const next = steps[action.step + 1]
  const change = next && { step: action.step + 1, attempts: 0, due_at: dueAfter(deps, next.seconds) }
  await saveAction(tx, key, change ?? { status: 'completed', completed_at: deps.now().toISOString() })
}

async function afterFailure(
  deps: Deps,
  tx: Db,
  { key, error, kind_of }: { key: Key; error: unknown; kind_of: Kinds },
): Promise<void> {
  const work = await claim(deps, tx, key)
  if (!work) return
  const { action } = work
  const wait = error instanceof ActionFailed ? undefined : RETRY_SECONDS[action.attempts]
  if (wait !== undefined) {
    const due_at = new Date(deps.now().getTime() + wait * 1000).toISOString()
    return saveAction(tx, key, { attempts: action.attempts + 1, due_at })
  }
  await kind_of.get(nameOf(action))?.undo?.(work)
  await saveAction(tx, key, { status: 'errored', completed_at: deps.now().toISOString() })
}

/** Undefined where the action has moved on already, or another node is at it. */
async function claim(deps: Deps, tx: Db, { account, id }: Key): Promise<Work<object> | undefined> {
  const query = actionTable(tx)
    .selectFrom('actions')
    .selectAll()
    .where('account', '=', account)
    .where('id', '=', id)
    .where('status', '=', 'in-progress')
    .where('due_at', '<=', deps.now().toISOString())
  const action = await (locksRows(tx) ? query.forUpdate().skipLocked() : query).executeTakeFirst()
  return action && { deps, tx, action, input: JSON.parse(action.input) }
}

const nameOf = ({ resource_type, type }: ActionRow) => `${resource_type} ${type}`
