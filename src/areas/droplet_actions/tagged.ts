// The same action on every Droplet that has a tag.
import { shownAction } from '../../cloud/actions.ts'
import { droplets } from '../../cloud/droplets.ts'
import { tagId, tagRef, tags } from '../../cloud/tags.ts'
import { unknown } from '../../cloud/wire.ts'
import { type ActionRow, findPending } from '../../engine/action.ts'
import { atomically, type Ctx } from '../../kernel/ctx.ts'
import { invalid } from '../../kernel/errors.ts'
import type { Db } from '../../store/database.ts'
import { targetsOf } from '../../store/documents/links.ts'
import { requireScopeOf, startEvent } from './action.ts'
import type { DropletDocument } from './events/event.ts'
import { events } from './events/events.ts'
import type { ActionsAnswer, DropletAction, DropletActionType } from './schema.ts'

// enable_private_networking is not in the public description any more, but official clients still offer it.
const BY_TAG = new Set<DropletActionType>([
  'power_cycle',
  'power_on',
  'power_off',
  'shutdown',
  'enable_ipv6',
  'enable_private_networking',
  'enable_backups',
  'disable_backups',
  'snapshot',
])

/** All or none, so that nobody is told of a half. Droplets that are as they would be are left out. */
export function startTaggedActions(ctx: Ctx, tag_name: string, body: DropletAction): Promise<ActionsAnswer> {
  if (!BY_TAG.has(body.type))
    throw invalid(`type: ${body.type} cannot be done by tag; what can be is ${[...BY_TAG].join(', ')}.`)
  requireScopeOf(ctx, body.type)
  return atomically(ctx, ctx.deps.main, async (tx) => {
    ctx.audit.resource = `do:tag:${tagId(tag_name)}`
    const tagged = await lockTagged(ctx, tx, tag_name)
    for (const droplet of tagged) await requireFree(tx, droplet)
    const rows: ActionRow[] = []
    for (const droplet of tagged)
      if (!events[body.type].already?.(droplet)) rows.push(await startEvent({ ctx, tx, droplet, body }))
    return { actions: rows.map(shownAction) }
  })
}

async function lockTagged(ctx: Ctx, tx: Db, tag_name: string): Promise<DropletDocument[]> {
  const { account } = ctx.principal
  if (!(await tags.find(tx, account, tagId(tag_name)))) throw unknown('tag_name', 'tag', tag_name)
  const ids = await targetsOf(tx, account, tagRef(tag_name), 'droplet')
  const locked: DropletDocument[] = []
  for (const id of ids.sort((a, b) => Number(a) - Number(b))) {
    const droplet = await droplets.findLocked(tx, account, id)
    if (droplet) locked.push(droplet)
  }
  return locked
}

async function requireFree(tx: Db, { account, id, body }: DropletDocument): Promise<void> {
  const pending =
    body.locked || (await findPending(tx, account, { resource_type: 'droplet', resource_id: id }))
  if (pending)
    throw invalid(
      `there are currently blocking events processing for one or more of the droplets, such as ${id}.`,
    )
}
