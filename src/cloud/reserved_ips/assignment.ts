// How a reserved IP comes to a Droplet and leaves it again: durable actions, during which it is locked.
import { ActionFailed, type ActionKind, type ActionRow, startAction, type Work } from '../../engine/action.ts'
import { atomically, type Ctx } from '../../kernel/ctx.ts'
import { invalid } from '../../kernel/errors.ts'
import type { Paging } from '../../kernel/paging.ts'
import type { Db } from '../../store/database.ts'
import type { Document } from '../../store/documents/documents.ts'
import { link, sourcesOf, targetsOf, unlink } from '../../store/documents/links.ts'
import { type ActionList, getAction, listActions, requireIdle, shownAction } from '../actions.ts'
import { type DropletBody, droplets, lockDroplets } from '../droplets.ts'
import { unknown } from '../wire.ts'
import { getReservedIp, lockIdle, type ReservedIpBody, reservedIps, type Words } from './reserved_ip.ts'
import type { ReservedIpAction, ReservedIpOrder } from './schema.ts'

const RESOURCE_TYPE = 'reserved_ip'

const ASSIGN: ActionKind = {
  resource_type: RESOURCE_TYPE,
  type: 'assign_ip',
  steps: [{ name: 'assign', seconds: 10, apply: finishAssigning }],
  undo: abandonAssigning,
}
const UNASSIGN: ActionKind = {
  resource_type: RESOURCE_TYPE,
  type: 'unassign_ip',
  steps: [{ name: 'unassign', seconds: 10, apply: finishUnassigning }],
  undo: unlock,
}
export const reservedIpActions = [ASSIGN, UNASSIGN]

export async function orderReservedIpAction(
  ctx: Ctx,
  words: Words,
  ip: string,
  order: ReservedIpOrder,
): Promise<{ action: ReservedIpAction }> {
  return atomically(ctx, ctx.deps.main, async (tx) => {
    const row =
      order.type === 'assign'
        ? await assign(ctx, tx, words, { ip, ...order })
        : await unassign(ctx, tx, words, ip)
    const [project_id = ''] = await sourcesOf(tx, row.account, refOf(ip), 'project')
    return { action: { ...shownAction(row), project_id, resource_type: words.resource_type } }
  })
}

async function assign(
  ctx: Ctx,
  tx: Db,
  words: Words,
  { ip, droplet_id }: ReservedIpOrder & { ip: string },
): Promise<ActionRow> {
  const known = await lockDroplets(tx, ctx.principal.account, droplet_id === undefined ? [] : [droplet_id])
  const document = await lockIdle(ctx, tx, words, ip)
  if (droplet_id === undefined) throw invalid('droplet_id is required to assign.')
  const droplet = known.get(droplet_id)
  if (!droplet) throw unknown('droplet_id', 'Droplet', droplet_id)
  return startAssigning(ctx, tx, { document, droplet })
}

/** The Droplet is locked, and the IP is either locked or new. */
export async function startAssigning(
  ctx: Ctx,
  tx: Db,
  { document, droplet }: { document: Document<ReservedIpBody>; droplet: Document<DropletBody> },
): Promise<ActionRow> {
  const { account } = ctx.principal
  if (droplet.region !== document.region)
    throw invalid(
      `droplet_id: the Droplet ${droplet.id} is in ${droplet.region}, and ${document.id} in ${document.region}.`,
    )
  const to = { kind: droplets.kind, id: droplet.id }
  const [other] = await sourcesOf(tx, account, to, reservedIps.kind)
  if (other !== undefined)
    throw invalid(`droplet_id: the Droplet ${droplet.id} has ${other} already; a Droplet can have one.`)
  await requireIdle(tx, account, { resource_type: 'droplet', resource_id: droplet.id }, 'Droplet')
  await link(tx, { account, from: refOf(document.id), to }, ctx.deps.now().toISOString())
  return start(ctx, tx, ASSIGN, { ...document, body: { locked: true, assigning_to: droplet.id } })
}

async function unassign(ctx: Ctx, tx: Db, words: Words, ip: string): Promise<ActionRow> {
  const document = await lockIdle(ctx, tx, words, ip)
  const [holder] = await targetsOf(tx, ctx.principal.account, document, droplets.kind)
  if (holder === undefined) throw invalid(`The ${words.name} is not assigned to a Droplet.`)
  return start(ctx, tx, UNASSIGN, { ...document, body: { ...document.body, locked: true } })
}

async function start(
  ctx: Ctx,
  tx: Db,
  kind: ActionKind,
  document: Document<ReservedIpBody>,
): Promise<ActionRow> {
  const { account, id, region } = document
  ctx.audit.resource = `do:reservedip:${id}`
  await reservedIps.replace(tx, document)
  return startAction(ctx.deps, tx, kind, { account, resource_id: id, region, input: {} })
}

/** It leaves the Droplet that it was assigned to before. */
async function finishAssigning(work: Work<object>): Promise<void> {
  const { tx, action } = work
  const document = await lockedOf(work)
  const linked = await targetsOf(tx, action.account, document, droplets.kind)
  const { assigning_to } = document.body
  if (!linked.some((id) => id === assigning_to)) throw new ActionFailed('the Droplet is gone')
  await leave(
    work,
    linked.filter((id) => id !== assigning_to),
  )
  await unlock(work)
}

async function abandonAssigning(work: Work<object>): Promise<void> {
  const document = await reservedIps.find(work.tx, work.action.account, work.action.resource_id)
  if (document?.body.assigning_to) await leave(work, [document.body.assigning_to])
  await unlock(work)
}

/** The Droplet may have gone meanwhile, and then it is not assigned any more either. */
async function finishUnassigning(work: Work<object>): Promise<void> {
  await leave(work, await targetsOf(work.tx, work.action.account, await lockedOf(work), droplets.kind))
  await unlock(work)
}

async function leave({ tx, action: { account, resource_id } }: Work<object>, from: string[]): Promise<void> {
  for (const id of from)
    await unlink(tx, { account, from: refOf(resource_id), to: { kind: droplets.kind, id } })
}

async function lockedOf({ tx, action }: Work<object>): Promise<Document<ReservedIpBody>> {
  const document = await reservedIps.findLocked(tx, action.account, action.resource_id)
  if (!document) throw new ActionFailed('the reserved IP is gone')
  return document
}

async function unlock({ tx, action: { account, resource_id } }: Work<object>): Promise<void> {
  const document = await reservedIps.findLocked(tx, account, resource_id)
  if (document) await reservedIps.replace(tx, { ...document, body: { locked: false, assigning_to: null } })
}

export async function listReservedIpActions(
  ctx: Ctx,
  { resource_type }: Words,
  ip: string,
  paging: Paging,
): Promise<ActionList> {
  await getReservedIp(ctx, ip)
  const { actions, ...ends } = await listActions(ctx, paging, resourceOf(ip))
  return { actions: actions.map((action) => ({ ...action, resource_type })), ...ends }
}

export async function getReservedIpAction(
  ctx: Ctx,
  words: Words,
  { ip, action_id }: { ip: string; action_id: number },
): Promise<{ action: ReservedIpAction }> {
  const { project_id } = await getReservedIp(ctx, ip)
  const { action } = await getAction(ctx, action_id, resourceOf(ip))
  return { action: { ...action, project_id, resource_type: words.resource_type } }
}

const refOf = (ip: string) => ({ kind: reservedIps.kind, id: ip })
const resourceOf = (ip: string) => ({ resource_type: RESOURCE_TYPE, resource_id: ip })
