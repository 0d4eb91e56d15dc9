// Droplets as they are listed, read and destroyed.
import { type DropletBody, droplets, shownDroplets } from '../../cloud/droplets.ts'
import { tagRef, tags } from '../../cloud/tags.ts'
import { listEnds } from '../../cloud/wire.ts'
import { atomically, type Ctx } from '../../kernel/ctx.ts'
import { badRequest, notFound } from '../../kernel/errors.ts'
import type { Db } from '../../store/database.ts'
import type { Document, Filter } from '../../store/documents/documents.ts'
import type { DropletAnswer, DropletList, ListQuery, Neighbors } from './schema.ts'

export async function listDroplets(ctx: Ctx, query: ListQuery): Promise<DropletList> {
  const { read } = ctx.deps.main.database
  const { account } = ctx.principal
  const filter = filterOf(query)
  const { page, per_page } = query
  const [found, total] = await Promise.all([
    droplets.stretch(read, account, { ...filter, offset: (page - 1) * per_page, limit: per_page }),
    countDroplets(read, account, filter),
  ])
  return { droplets: await shownDroplets(read, account, found), ...listEnds(ctx, query, total) }
}

function filterOf({ tag_name, name, type }: ListQuery): Filter {
  if (tag_name === undefined) return { any_case_name: name, type: type === 'gpus' ? type : null }
  if (name !== undefined) throw badRequest('tag_name cannot be combined with name.')
  if (type === 'gpus') throw badRequest('tag_name cannot be combined with type=gpus.')
  return { linked_from: tagRef(tag_name) }
}

/** Those with GPUs are few. That they are counted, and not the others, keeps a long list as cheap as a short one. */
async function countDroplets(db: Db, account: string, filter: Filter): Promise<number> {
  if (filter.type !== null || filter.any_case_name !== undefined) return droplets.count(db, account, filter)
  const [all, gpus] = await Promise.all([
    droplets.count(db, account),
    droplets.count(db, account, { type: 'gpus' }),
  ])
  return all - gpus
}

export async function getDroplet(ctx: Ctx, droplet_id: number): Promise<DropletAnswer> {
  const { read } = ctx.deps.main.database
  const document = await requireDroplet(ctx, droplet_id)
  const [droplet] = await shownDroplets(read, ctx.principal.account, [document])
  return { droplet: droplet as DropletAnswer['droplet'] }
}

export async function requireDroplet(ctx: Ctx, droplet_id: number): Promise<Document<DropletBody>> {
  const { read } = ctx.deps.main.database
  const document = await droplets.find(read, ctx.principal.account, String(droplet_id))
  if (!document) throw notFound()
  return document
}

/** Nothing here shares hardware with anything, for there is none. */
export async function listNeighbors(ctx: Ctx, droplet_id: number): Promise<Neighbors> {
  await requireDroplet(ctx, droplet_id)
  return { droplets: [] }
}

/** At any time, also while something is being done to it. What referred to it no longer does. */
export async function destroyDroplet(ctx: Ctx, droplet_id: number): Promise<void> {
  const id = String(droplet_id)
  ctx.audit.resource = `do:droplet:${id}`
  await atomically(ctx, ctx.deps.main, async (tx) => {
    if (!(await droplets.remove(tx, ctx.principal.account, id))) throw notFound()
  })
}

export async function destroyTagged(ctx: Ctx, tag_name: string): Promise<void> {
  const { account } = ctx.principal
  const tag = tagRef(tag_name)
  ctx.audit.resource = `do:tag:${tag.id}`
  await atomically(ctx, ctx.deps.main, async (tx) => {
    if (!(await tags.find(tx, account, tag.id))) throw notFound()
    const tagged = await droplets.all(tx, account, { linked_from: tag })
    for (const { id } of tagged) await droplets.remove(tx, account, id)
  })
}
