// Work that a client has asked for and that takes time: a row, which is the queue's entry and what GET /v2/actions shows.
import type { Deps } from '../kernel/ctx.ts'
import type { Db } from '../store/database.ts'
import { countIn } from '../store/documents/counts.ts'

/** What a step is about. */
export interface Turn<Input> {
  deps: Deps
  action: ActionRow
  input: Input
}

/** What a step may use while it reaches outside. */
export interface Reaching<Input> extends Turn<Input> {
  /** Says that it is still at it, which gives it 40 seconds at least. Throws where its turn has become another's. */
  goOn(): Promise<void>
  /** Throws likewise: for what is written meanwhile, in the same transaction. */
  holds(tx: Db): Promise<unknown>
}

/** What a step may use: the transaction in which its effect and the action's progress are committed together. */
export interface Work<Input> extends Turn<Input> {
  tx: Db
}

export interface Step<Input> {
  name: string
  /** How long it takes in the public cloud. ROCKPOOL_SPEED shortens it. */
  seconds: number
  /**
   * What the step needs from outside of the database, within 50 seconds unless it goes on. Done again where the process dies before
   * the step has taken effect: `action.lease` then says that somebody had begun. What it finds is for `apply`.
   */
  reach?(turn: Reaching<Input>): Promise<unknown>
  /** Done when the seconds are over. Takes effect once, whatever dies when. Throws ActionFailed where it cannot be done. */
  apply(work: Work<Input>, found: unknown): Promise<void>
}

/** A step that knows its own two halves: what `reach` finds is what `apply` takes. */
export function reachingStep<Input, Found>(step: {
  name: string
  reach(turn: Reaching<Input>): Promise<Found>
  apply(work: Work<Input>, found: Found): Promise<void>
}): Step<Input> {
  return { seconds: 0, ...step, apply: (work, found) => step.apply(work, found as Found) }
}

export interface ActionKind<Input extends object = object> {
  resource_type: string
  type: string
  /** Left out of what clients are shown. */
  hidden?: boolean
  steps: Step<Input>[]
  /** Sets right what the steps so far have left behind when one has failed for good, and says why. */
  undo?(work: Work<Input>, failure: unknown): Promise<void>
  /** Each step leaves a record in the audit trail. */
  audited?: boolean
}

/** The action ends as `errored`: to try again would not help. */
export class ActionFailed extends Error {}

/** What the step waits for is not there yet. It counts as an attempt, and there is no last one. */
export class NotYet extends Error {
  readonly seconds: number
  /** It counts as a failure, too: the step itself knows how many are enough. */
  readonly failed: boolean

  constructor(what: string, seconds: number, { failed = false } = {}) {
    super(what)
    this.seconds = seconds
    this.failed = failed
  }
}

export interface ActionRow {
  account: string
  id: string
  position: number | null
  type: string
  status: 'in-progress' | 'completed' | 'errored'
  resource_type: string
  resource_id: string
  region: string | null
  /** JSON. */
  input: string
  step: number
  attempts: number
  failures: number
  lease: string | null
  due_at: string
  started_at: string
  completed_at: string | null
}

export const actionTable = (db: Db) => db.$extendTables<{ actions: ActionRow }>()

export interface NewAction<Input> {
  account: string
  resource_id: string
  region?: string | null
  input: Input
}

/** In the caller's transaction, so that the work is done exactly if what asked for it is committed. */
export async function startAction<Input extends object>(
  deps: Deps,
  tx: Db,
  kind: ActionKind<Input>,
  { input, ...wanted }: NewAction<Input>,
): Promise<ActionRow> {
  const now = deps.now()
  const { type, resource_type } = kind
  const numbered = kind.hidden
    ? { id: crypto.randomUUID(), position: null }
    : await nextNumber(tx, wanted.account)
  const row: ActionRow = {
    region: null,
    ...wanted,
    ...numbered,
    type,
    resource_type,
    status: 'in-progress',
    input: JSON.stringify(input),
    step: 0,
    attempts: 0,
    failures: 0,
    lease: null,
    due_at: dueAfter(deps, kind.steps[0]?.seconds ?? 0),
    started_at: now.toISOString(),
    completed_at: null,
  }
  await actionTable(tx).insertInto('actions').values(row).execute()
  return row
}

/** Changes an action that has not ended; ends one before its time, such as one that only keeps a resource busy. */
export async function saveAction(
  tx: Db,
  { account, id }: Pick<ActionRow, 'account' | 'id'>,
  change: Partial<ActionRow>,
): Promise<void> {
  await actionTable(tx)
    .updateTable('actions')
    .set(change)
    .where('account', '=', account)
    .where('id', '=', id)
    .where('status', '=', 'in-progress')
    .execute()
}

async function nextNumber(tx: Db, account: string): Promise<{ id: string; position: number }> {
  const { last_position } = await countIn(tx, { account, kind: 'action', first: 1 })
  return { id: String(last_position), position: last_position }
}

/** When something that takes `seconds` in the public cloud is done here. */
export function dueAfter({ now, speed }: Pick<Deps, 'now' | 'speed'>, seconds: number): string {
  const shortened = Math.min(seconds / speed.factor, speed.longest_seconds)
  return new Date(now().getTime() + shortened * 1000).toISOString()
}

export type Resource = Pick<ActionRow, 'resource_type' | 'resource_id'>

/** What is being done to the resource right now, hidden or not. */
export function findPending(
  db: Db,
  account: string,
  { resource_type, resource_id }: Resource,
): Promise<ActionRow | undefined> {
  return actionTable(db)
    .selectFrom('actions')
    .selectAll()
    .where('account', '=', account)
    .where('resource_type', '=', resource_type)
    .where('resource_id', '=', resource_id)
    .where('status', '=', 'in-progress')
    .limit(1)
    .executeTakeFirst()
}
