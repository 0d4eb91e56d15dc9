// Actions on one Droplet.
import {
  type Action,
  type ActionList,
  getAction,
  listActions,
  requireIdle,
  shownAction,
} from '../../cloud/actions.ts'
import { droplets } from '../../cloud/droplets.ts'
import { requireScope } from '../../cloud/wire.ts'
import { type ActionRow, startAction } from '../../engine/action.ts'
import { atomically, type Ctx } from '../../kernel/ctx.ts'
import { invalid, notFound } from '../../kernel/errors.ts'
import type { Paging } from '../../kernel/paging.ts'
import { type Asked, changed } from './events/event.ts'
import { events, kinds } from './events/events.ts'
import type { DropletAction, DropletActionType } from './schema.ts'

const resourceOf = (droplet_id: number | string) => ({
  resource_type: 'droplet',
  resource_id: String(droplet_id),
})

export async function listDropletActions(ctx: Ctx, droplet_id: number, paging: Paging): Promise<ActionList> {
  await requireDroplet(ctx, droplet_id)
  return listActions(ctx, paging, resourceOf(droplet_id))
}

export async function getDropletAction(
  ctx: Ctx,
  { droplet_id, action_id }: { droplet_id: number; action_id: number },
): Promise<{ action: Action }> {
  await requireDroplet(ctx, droplet_id)
  return getAction(ctx, action_id, resourceOf(droplet_id))
}

async function requireDroplet({ deps, principal }: Ctx, droplet_id: number): Promise<void> {
  if (!(await droplets.find(deps.main.database.read, principal.account, String(droplet_id)))) throw notFound()
}

export function startDropletAction(
  ctx: Ctx,
  droplet_id: number,
  body: DropletAction,
): Promise<{ action: Action }> {
  requireScopeOf(ctx, body.type)
  return atomically(ctx, ctx.deps.main, async (tx) => {
    const droplet = await droplets.findLocked(tx, ctx.principal.account, String(droplet_id))
    if (!droplet) throw notFound()
    ctx.audit.resource = `do:droplet:${droplet_id}`
    if (droplet.body.locked) throw invalid('Droplet already has a pending event.')
    await requireIdle(tx, droplet.account, resourceOf(droplet_id), 'Droplet')
    const nothing_to_do = events[body.type].already?.(droplet)
    if (nothing_to_do) throw invalid(nothing_to_do)
    return { action: shownAction(await startEvent({ ctx, tx, droplet, body })) }
  })
}

/** Some actions need a scope beside the operation's own. */
export function requireScopeOf(ctx: Ctx, type: DropletActionType): void {
  const { scope } = events[type]
  if (scope) requireScope(ctx, scope)
}

/** The caller holds the Droplet's lock and has seen that nothing else is being done to it. */
export async function startEvent(asked: Asked): Promise<ActionRow> {
  const { ctx, tx, droplet, body } = asked
  const input = (await events[body.type].accept?.(asked)) ?? {}
  await droplets.replace(tx, changed(droplet, { locked: true }))
  const { account, id, region } = droplet
  return startAction(ctx.deps, tx, kinds[body.type], { account, resource_id: id, region, input })
}
