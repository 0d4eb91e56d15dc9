// Tags, as the areas of taggable resources use them. A tag is a document that refers to what it is on.
import { Type } from 'typebox'
import type { Ctx } from '../kernel/ctx.ts'
import type { Db } from '../store/database.ts'
import { type Document, Documents, type Ref } from '../store/documents/documents.ts'
import { type Linked, linkedWith } from '../store/documents/linked.ts'
import { link, sourcesOf, unlink } from '../store/documents/links.ts'
import { requireScope } from './wire.ts'

export const TagName = Type.String({
  pattern: '^[A-Za-z0-9_:-]{1,255}$',
  description: '1 to 255 letters, digits, colons, hyphens or underscores',
})
export const TagNames = Type.Array(TagName, { maxItems: 100 })

export const tags = new Documents<object>('tag')

/** Names are the same whatever their case, and are shown as they were first written. */
export const tagId = (name: string) => name.toLowerCase()
export const tagRef = (name: string): Ref => ({ kind: 'tag', id: tagId(name) })

/** The tag of that name, made if there is none. */
export async function ensureTag(ctx: Ctx, tx: Db, name: string): Promise<Document<object>> {
  const { account } = ctx.principal
  const known = await tags.findHeld(tx, account, tagId(name))
  if (known) return known
  const created_at = ctx.deps.now().toISOString()
  return tags.ensure(tx, { account, id: tagId(name), name, created_at, body: {} })
}

/** Puts tags on a resource that is new, or may have had others. What is not in `names` is taken off. */
export async function setTags(ctx: Ctx, tx: Db, to: Ref, names: readonly string[]): Promise<void> {
  const { account } = ctx.principal
  if (names.length > 0) requireScope(ctx, 'tag:create')
  const wanted = new Set(names.map(tagId))
  for (const name of await sourcesOf(tx, account, to, 'tag'))
    if (!wanted.has(name)) await unlink(tx, { account, from: { kind: 'tag', id: name }, to })
  for (const name of names) await tag(ctx, tx, name, to)
}

export async function tag(ctx: Ctx, tx: Db, name: string, to: Ref): Promise<void> {
  const { account } = ctx.principal
  const { id } = await ensureTag(ctx, tx, name)
  await link(tx, { account, from: { kind: 'tag', id }, to }, ctx.deps.now().toISOString())
}

/** The names of tags, by their ids, as they were first written. */
export async function tagNames(
  db: Db,
  account: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  return new Map((await tags.findMany(db, account, ids)).map(({ id, name }) => [id, name]))
}

/** The tags of each of some documents of a kind, as they are shown, and all else that these are linked with. */
export async function linkedWithTags(
  db: Db,
  account: string,
  kind: string,
  ids: readonly string[],
): Promise<Linked & { tags(id: string): string[] }> {
  const linked = await linkedWith(db, account, kind, ids)
  const names = await tagNames(db, account, [...new Set(ids.flatMap((id) => linked.sources(id, 'tag')))])
  return { ...linked, tags: (id) => linked.sources(id, 'tag').map((tag) => names.get(tag) ?? tag) }
}
