import { ensureTag, tagId, tags } from '../../cloud/tags.ts'
import { addressOf, maySee } from '../../cloud/urns.ts'
import { listEnds } from '../../cloud/wire.ts'
import { atomically, type Ctx, type ResourceKind } from '../../kernel/ctx.ts'
import { notFound } from '../../kernel/errors.ts'
import type { Paging } from '../../kernel/paging.ts'
import type { Db } from '../../store/database.ts'
import type { Document } from '../../store/documents/documents.ts'
import { countTargets, type TargetCount } from '../../store/documents/linked.ts'
import type { Count, Counts, Tag, TagAnswer, TagList } from './schema.ts'

export async function listTags(ctx: Ctx, paging: Paging): Promise<TagList> {
  const { read } = ctx.deps.main.database
  const { documents, total } = await tags.page(read, ctx.principal.account, paging)
  return { tags: await shownTags(ctx, read, documents), ...listEnds(ctx, paging, total) }
}

export async function readTag(ctx: Ctx, name: string): Promise<TagAnswer> {
  const { read } = ctx.deps.main.database
  const known = await tags.find(read, ctx.principal.account, tagId(name))
  if (!known) throw notFound()
  return answerOf(ctx, read, known)
}

/** One that exists stays as it is, and as it was first written. */
export function createTag(ctx: Ctx, name: string): Promise<TagAnswer> {
  return atomically(ctx, ctx.deps.main, async (tx) => {
    const made = await ensureTag(ctx, tx, name)
    ctx.audit.resource = `do:tag:${made.name}`
    return answerOf(ctx, tx, made)
  })
}

export async function deleteTag(ctx: Ctx, name: string): Promise<void> {
  ctx.audit.resource = `do:tag:${name}`
  await atomically(ctx, ctx.deps.main, async (tx) => {
    if (!(await tags.remove(tx, ctx.principal.account, tagId(name)))) throw notFound()
  })
}

async function answerOf(ctx: Ctx, db: Db, document: Document<object>): Promise<TagAnswer> {
  const [tag] = await shownTags(ctx, db, [document])
  return { tag: tag as Tag }
}

/** With what has them, as far as the token may see it: one query however many tags there are. */
async function shownTags(ctx: Ctx, db: Db, documents: ReadonlyArray<Document<object>>): Promise<Tag[]> {
  const ids = documents.map(({ id }) => id)
  const counted = await countTargets(db, ctx.principal.account, { kind: 'tag', ids })
  return documents.map(({ id, name }) => ({ name, resources: countsOf(ctx, counted.get(id) ?? []) }))
}

function countsOf(ctx: Ctx, counted: readonly TargetCount[]): Counts {
  const seen = counted.flatMap((it) => {
    const of = ctx.deps.resources.find(({ kind }) => kind === it.kind)
    return of && maySee(ctx, of) ? [{ ...it, of, uri: addressOf(ctx, of, it.last) }] : []
  })
  const newest_first = seen.toSorted((a, b) => (a.linked_at < b.linked_at ? 1 : -1))
  const countOf = (type: string) => toCount(seen.filter(({ of }) => of.tag_type === type))
  return {
    ...toCount(newest_first),
    droplets: countOf('droplet'),
    images: countOf('image'),
    volumes: countOf('volume'),
    volume_snapshots: countOf('volume_snapshot'),
    databases: countOf('database'),
  }
}

interface Seen extends TargetCount {
  of: ResourceKind
  uri: string
}

/** All of them together; the first one's newest is the newest. */
function toCount(newest_first: readonly Seen[]): Count {
  const count = newest_first.reduce((sum, it) => sum + it.count, 0)
  const [newest] = newest_first
  return { count, ...(newest && { last_tagged_uri: newest.uri }) }
}
