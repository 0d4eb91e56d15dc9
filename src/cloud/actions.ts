// Actions as clients are shown them, and as they are asked for.
import { isIPv4 } from 'node:net'
import { type Static, Type } from 'typebox'
import {
  type ActionRow,
  actionTable,
  findPending,
  type Resource,
  saveAction,
  type Work,
} from '../engine/action.ts'
import type { Ctx } from '../kernel/ctx.ts'
import { invalid, notFound } from '../kernel/errors.ts'
import type { Paging } from '../kernel/paging.ts'
import type { Db } from '../store/database.ts'
import { countOf } from '../store/documents/counts.ts'
import { findRegion } from './catalogue/catalogue.ts'
import { Region } from './catalogue/schema.ts'
import { addressNumber } from './networks/addresses.ts'
import { IntegerId, ListOf, listEnds, oneOf, orNull, Time } from './wire.ts'

export const Action = Type.Object({
  id: Type.Integer(),
  status: oneOf('in-progress', 'completed', 'errored'),
  type: Type.String(),
  started_at: Time,
  completed_at: orNull(Time),
  resource_id: orNull(Type.Integer()),
  resource_type: Type.String(),
  region: Type.Optional(Region),
  region_slug: orNull(Type.String()),
})
export type Action = Static<typeof Action>
export const ActionAnswer = Type.Object({ action: Action })
export const ActionList = ListOf('actions', Action)
export type ActionList = Static<typeof ActionList>
export const ByActionId = Type.Object({ action_id: IntegerId })

export function shownAction(row: ActionRow): Action {
  const region = row.region === null ? undefined : findRegion(row.region)
  return {
    id: row.position ?? 0,
    status: row.status,
    type: row.type,
    started_at: row.started_at,
    completed_at: row.completed_at,
    resource_id: numberOf(row.resource_id),
    resource_type: row.resource_type,
    ...(region && { region }),
    region_slug: row.region,
  }
}

/** Clients expect a number: that of a reserved IP is its address read as one. What has a UUID has none. */
function numberOf(resource_id: string): number | null {
  if (isIPv4(resource_id)) return addressNumber(resource_id)
  return /^\d+$/.test(resource_id) ? Number(resource_id) : null
}

export async function listActions(
  ctx: Ctx,
  paging: Paging,
  resource: Partial<Resource> = {},
): Promise<ActionList> {
  const { read } = ctx.deps.main.database
  const { actions, total } = await pageOfActions(read, ctx.principal.account, { ...paging, ...resource })
  return { actions: actions.map(shownAction), ...listEnds(ctx, paging, total) }
}

export async function getAction(
  ctx: Ctx,
  action_id: number,
  resource: Partial<Resource> = {},
): Promise<{ action: Action }> {
  const { read } = ctx.deps.main.database
  const row = await findAction(read, ctx.principal.account, { id: String(action_id), ...resource })
  if (!row) throw notFound()
  return { action: shownAction(row) }
}

/** One that clients are shown; of this resource, where one is given. */
export async function findAction(
  db: Db,
  account: string,
  { id, ...resource }: { id: string } & Partial<Resource>,
): Promise<ActionRow | undefined> {
  return shown(db, account, resource).selectAll().where('id', '=', id).executeTakeFirst()
}

/** Newest first; those of one resource, where one is given. */
export async function pageOfActions(
  db: Db,
  account: string,
  { page, per_page, ...resource }: { page: number; per_page: number } & Partial<Resource>,
): Promise<{ actions: ActionRow[]; total: number }> {
  const rows = shown(db, account, resource)
    .selectAll()
    .orderBy('position', 'desc')
    .limit(per_page)
    .offset((page - 1) * per_page)
    .execute()
  const [actions, total] = await Promise.all([rows, countActions(db, account, resource)])
  return { actions, total }
}

async function countActions(db: Db, account: string, resource: Partial<Resource>): Promise<number> {
  // Actions are never removed, so the count of all that were ever made is that of all there are.
  if (resource.resource_type === undefined) return countOf(db, account, 'action')
  const counted = shown(db, account, resource).select((it) => it.fn.countAll<number>().as('rows'))
  return (await counted.executeTakeFirst())?.rows ?? 0
}

function shown(db: Db, account: string, { resource_type, resource_id }: Partial<Resource>) {
  return actionTable(db)
    .selectFrom('actions')
    .where('account', '=', account)
    .where('position', 'is not', null)
    .$if(resource_type !== undefined, (it) => it.where('resource_type', '=', resource_type as string))
    .$if(resource_id !== undefined, (it) => it.where('resource_id', '=', resource_id as string))
}

/** Throws the documented error while something is being done to the resource. The caller holds its lock. */
export async function requireIdle(tx: Db, account: string, resource: Resource, name: string): Promise<void> {
  if (await findPending(tx, account, resource)) throw invalid(`${name} already has a pending event.`)
}

/** Ends an action before its time, such as one that only keeps a resource busy while another action works on it. */
export async function endAction(
  { tx, deps }: Pick<Work<object>, 'tx' | 'deps'>,
  account: string,
  id: string,
): Promise<void> {
  await saveAction(tx, { account, id }, { status: 'completed', completed_at: deps.now().toISOString() })
}
