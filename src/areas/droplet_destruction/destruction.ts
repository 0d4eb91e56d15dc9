// A Droplet's destruction together with what belongs to it: how it is asked for, told of and tried again.
import { requireIdle } from '../../cloud/actions.ts'
import { droplets } from '../../cloud/droplets.ts'
import { unknown } from '../../cloud/wire.ts'
import { findPending, startAction } from '../../engine/action.ts'
import { atomically, type Ctx } from '../../kernel/ctx.ts'
import { conflict, notFound } from '../../kernel/errors.ts'
import type { Db } from '../../store/database.ts'
import { type Associated, findAssociated, type Group } from './associated.ts'
import { countFailures, DESTROY, type DestructionBody, destructions } from './destroying.ts'
import type { Selection, Status } from './schema.ts'

type Choose = (associated: Associated) => Associated

export const destroyAll = (ctx: Ctx, droplet_id: number): Promise<void> =>
  begin(ctx, droplet_id, (associated) => associated)

export const destroySelected = (ctx: Ctx, droplet_id: number, selection: Selection): Promise<void> =>
  begin(ctx, droplet_id, (associated) => selectedOf(associated, selection))

async function begin(ctx: Ctx, droplet_id: number, choose: Choose): Promise<void> {
  const { account } = ctx.principal
  const id = String(droplet_id)
  await atomically(ctx, ctx.deps.main, async (tx) => {
    const droplet = await droplets.findLocked(tx, account, id)
    if (!droplet) throw notFound()
    const { reserved_ips, snapshots, volumes, volume_snapshots } = choose(
      await findAssociated(tx, account, id),
    )
    await start(ctx, tx, id, {
      droplet: toDestroy(droplet),
      resources: {
        reserved_ips: reserved_ips.map(toDestroy),
        snapshots: snapshots.map(toDestroy),
        volumes: volumes.map(toDestroy),
        volume_snapshots: volume_snapshots.map(toDestroy),
      },
    })
  })
}

const toDestroy = ({ id, name }: { id: string; name: string }) => ({ id, name, error_message: '' })

/** Goes on with what the last one has left. */
export async function retryDestroying(ctx: Ctx, droplet_id: number): Promise<void> {
  const { account } = ctx.principal
  const id = String(droplet_id)
  await atomically(ctx, ctx.deps.main, async (tx) => {
    await droplets.findLocked(tx, account, id)
    const last = await destructions.findLocked(tx, account, id)
    if (!last) throw notFound()
    const { completed_at: _, ...left } = last.body
    await start(ctx, tx, id, left)
  })
}

/** The caller holds the lock of the Droplet, or of the record where the Droplet is gone. */
async function start(ctx: Ctx, tx: Db, id: string, body: DestructionBody): Promise<void> {
  const { deps, principal } = ctx
  const { account } = principal
  ctx.audit.resource = `do:droplet:${id}`
  const resource = { resource_type: 'droplet', resource_id: id }
  if ((await findPending(tx, account, resource))?.type === DESTROY.type)
    throw conflict('A destroy is in progress for the Droplet.')
  await requireIdle(tx, account, resource, 'Droplet')
  const created_at = deps.now().toISOString()
  const record = await destructions.ensure(tx, { account, id, name: body.droplet.name, created_at, body })
  await destructions.replace(tx, { ...record, body })
  await startAction(deps, tx, DESTROY, { account, resource_id: id, input: {} })
}

/** A reserved IP may be named as a floating IP, too. */
function selectedOf(associated: Associated, selection: Selection): Associated {
  const choose = (group: Group, field: keyof Selection = group) =>
    (selection[field] ?? []).map((id) => {
      const known = associated[group].find((it) => it.id === id)
      if (!known) throw unknown(field, 'such resource of this Droplet', id)
      return known
    })
  const addresses = [...choose('reserved_ips'), ...choose('reserved_ips', 'floating_ips')]
  return {
    reserved_ips: once(addresses),
    snapshots: once(choose('snapshots')),
    volumes: once(choose('volumes')),
    volume_snapshots: once(choose('volume_snapshots')),
  }
}

const once = <Item>(items: Item[]): Item[] => [...new Set(items)]

export async function getStatus(ctx: Ctx, droplet_id: number): Promise<Status> {
  const { read } = ctx.deps.main.database
  const record = await destructions.find(read, ctx.principal.account, String(droplet_id))
  if (!record) throw notFound()
  const { resources, ...rest } = record.body
  return {
    ...rest,
    resources: { ...resources, floating_ips: resources.reserved_ips },
    failures: countFailures(record.body),
  }
}
