// Actions on volumes, by id and by name: what is checked before one is started.
import { type Action, getAction, listActions, requireIdle, shownAction } from '../../cloud/actions.ts'
import { type DropletBody, droplets } from '../../cloud/droplets.ts'
import { tag } from '../../cloud/tags.ts'
import { MAX_ATTACHED, type VolumeBody, volumes } from '../../cloud/volumes.ts'
import { requireScope } from '../../cloud/wire.ts'
import { type ActionRow, startAction } from '../../engine/action.ts'
import { atomically, type Ctx } from '../../kernel/ctx.ts'
import { badRequest, invalid, notFound } from '../../kernel/errors.ts'
import type { Paging } from '../../kernel/paging.ts'
import type { Db } from '../../store/database.ts'
import type { Document } from '../../store/documents/documents.ts'
import { sourcesOf, targetsOf } from '../../store/documents/links.ts'
import { ATTACH, BUSY_WITH_VOLUME, DETACH, RESIZE } from './attachment.ts'
import type { ActOnNamedVolume, ActOnVolume } from './schema.ts'

export async function listVolumeActions(ctx: Ctx, id: string, paging: Paging) {
  await requireVolume(ctx, id)
  return listActions(ctx, paging, resourceOf(id))
}

export async function getVolumeAction(ctx: Ctx, { volume_id, action_id }: ActionPath) {
  await requireVolume(ctx, volume_id)
  return getAction(ctx, action_id, resourceOf(volume_id))
}

type ActionPath = { volume_id: string; action_id: number }

async function requireVolume(ctx: Ctx, id: string): Promise<void> {
  if (!(await volumes.find(ctx.deps.main.database.read, ctx.principal.account, id))) throw notFound()
}

const resourceOf = (id: string) => ({ resource_type: 'volume', resource_id: id })

export async function actOnVolume(ctx: Ctx, id: string, wanted: ActOnVolume): Promise<{ action: Action }> {
  return atomically(ctx, ctx.deps.main, (tx) => startOn(ctx, tx, id, wanted))
}

export async function actOnNamedVolume(ctx: Ctx, wanted: ActOnNamedVolume): Promise<{ action: Action }> {
  const { volume_name: name, region } = wanted
  return atomically(ctx, ctx.deps.main, async (tx) => {
    const named = await volumes.findNamed(tx, ctx.principal.account, { name, region })
    if (!named) throw notFound()
    return startOn(ctx, tx, named.id, wanted)
  })
}

/** What is wanted, and of what; both are locked. */
interface Order {
  wanted: ActOnVolume
  volume: Document<VolumeBody>
  droplet: Document<DropletBody> | undefined
}

const STARTS = { attach: startAttaching, detach: startDetaching, resize: startResizing }

async function startOn(ctx: Ctx, tx: Db, id: string, wanted: ActOnVolume): Promise<{ action: Action }> {
  const { account } = ctx.principal
  ctx.audit.resource = `do:volume:${id}`
  // Droplets are locked before volumes, everywhere. No Droplet has the id 0.
  const droplet = await droplets.findLocked(tx, account, String(wanted.droplet_id ?? 0))
  const volume = await volumes.findLocked(tx, account, id)
  if (!volume) throw notFound()
  requireSameRegion(volume, wanted)
  await addTags(ctx, tx, id, wanted.tags ?? [])
  return { action: shownAction(await STARTS[wanted.type](ctx, tx, { wanted, volume, droplet })) }
}

function requireSameRegion({ region }: Document<VolumeBody>, { region: wanted }: ActOnVolume): void {
  if (wanted && wanted.toLowerCase() !== region)
    throw invalid(`region must be that of the volume, ${region}, got ${JSON.stringify(wanted)}.`)
}

async function addTags(ctx: Ctx, tx: Db, id: string, names: readonly string[]): Promise<void> {
  if (names.length > 0) requireScope(ctx, 'tag:create')
  for (const name of names) await tag(ctx, tx, name, { kind: 'volume', id })
}

async function startAttaching(ctx: Ctx, tx: Db, order: Order): Promise<ActionRow> {
  const { account } = ctx.principal
  const { volume } = order
  const droplet = requireDroplet(order)
  if ((await attachedTo(ctx, tx, volume)).length > 0) throw invalid('This volume is already attached')
  if (droplet.region !== volume.region)
    throw invalid(
      `droplet_id: the Droplet ${droplet.id} is in ${droplet.region}, the volume in ${volume.region}.`,
    )
  await requireBothIdle(ctx, tx, volume.id, droplet.id)
  const others = await sourcesOf(tx, account, { kind: 'droplet', id: droplet.id }, 'volume')
  if (others.length >= MAX_ATTACHED)
    throw invalid(
      `droplet_id: the Droplet ${droplet.id} has ${MAX_ATTACHED} volumes, as many as it can have.`,
    )
  return startMoving(ctx, tx, ATTACH, { volume, droplet_id: droplet.id })
}

async function startDetaching(ctx: Ctx, tx: Db, order: Order): Promise<ActionRow> {
  const { volume } = order
  const droplet = requireDroplet(order)
  await requireBothIdle(ctx, tx, volume.id, droplet.id)
  if (!(await attachedTo(ctx, tx, volume)).includes(droplet.id)) throw invalid('Attachment not found')
  return startMoving(ctx, tx, DETACH, { volume, droplet_id: droplet.id })
}

async function startMoving(
  ctx: Ctx,
  tx: Db,
  kind: typeof ATTACH,
  { volume, droplet_id }: { volume: Document<VolumeBody>; droplet_id: string },
): Promise<ActionRow> {
  const { deps, principal } = ctx
  const at = { account: principal.account, region: volume.region }
  const busy = await startAction(deps, tx, BUSY_WITH_VOLUME, { ...at, resource_id: droplet_id, input: {} })
  const input = { droplet_id, busy_id: busy.id }
  return startAction(deps, tx, kind, { ...at, resource_id: volume.id, input })
}

async function startResizing(ctx: Ctx, tx: Db, { wanted, volume }: Order): Promise<ActionRow> {
  const { account } = ctx.principal
  const { size_gigabytes } = wanted
  if (size_gigabytes === undefined) throw badRequest('size_gigabytes is required to resize a volume.')
  await requireIdle(tx, account, resourceOf(volume.id), 'Volume')
  if (size_gigabytes <= volume.body.size_gigabytes)
    throw invalid(
      `size_gigabytes must be more than the volume's ${volume.body.size_gigabytes}, got "${size_gigabytes}".`,
    )
  const { id: resource_id, region } = volume
  return startAction(ctx.deps, tx, RESIZE, { account, resource_id, region, input: { size_gigabytes } })
}

function requireDroplet({ wanted: { droplet_id, type }, droplet }: Order): Document<DropletBody> {
  if (droplet_id === undefined) throw badRequest(`droplet_id is required to ${type} a volume.`)
  if (!droplet) throw notFound(`droplet_id: there is no Droplet ${droplet_id}.`)
  return droplet
}

const attachedTo = (ctx: Ctx, tx: Db, { id }: Document<VolumeBody>) =>
  targetsOf(tx, ctx.principal.account, { kind: 'volume', id }, 'droplet')

async function requireBothIdle(ctx: Ctx, tx: Db, volume_id: string, droplet_id: string): Promise<void> {
  const { account } = ctx.principal
  await requireIdle(tx, account, { resource_type: 'droplet', resource_id: droplet_id }, 'Droplet')
  await requireIdle(tx, account, resourceOf(volume_id), 'Volume')
}
