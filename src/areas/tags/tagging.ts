import { tagId, tagRef, tags } from '../../cloud/tags.ts'
import { updateScope } from '../../cloud/urns.ts'
import { requireScope } from '../../cloud/wire.ts'
import { atomically, type Ctx, type ResourceKind } from '../../kernel/ctx.ts'
import { badRequest, notFound } from '../../kernel/errors.ts'
import type { Db } from '../../store/database.ts'
import { Documents, type Ref } from '../../store/documents/documents.ts'
import { link, unlink } from '../../store/documents/links.ts'
import type { Resources } from './schema.ts'

/** All of them, or none where one is unknown. */
export function tagResources(ctx: Ctx, name: string, wanted: Resources): Promise<void> {
  return changeTaggings(ctx, name, wanted, async (tx, to) => {
    const linked_at = ctx.deps.now().toISOString()
    await link(tx, { account: ctx.principal.account, from: tagRef(name), to }, linked_at)
  })
}

export function untagResources(ctx: Ctx, name: string, wanted: Resources): Promise<void> {
  return changeTaggings(ctx, name, wanted, async (tx, to) => {
    await unlink(tx, { account: ctx.principal.account, from: tagRef(name), to })
  })
}

async function changeTaggings(
  ctx: Ctx,
  name: string,
  { resources }: Resources,
  change: (tx: Db, to: Ref) => Promise<void>,
): Promise<void> {
  ctx.audit.resource = `do:tag:${name}`
  const wanted = resources.map((it, index) => ({
    id: it.resource_id,
    kind: taggable(ctx, it.resource_type, `resources.${index}.resource_type`).kind,
    field: `resources.${index}.resource_id`,
  }))
  await atomically(ctx, ctx.deps.main, async (tx) => {
    // In one order for everybody, so that two requests never wait for each other.
    for (const it of wanted.toSorted(byRef)) await holdResource(ctx, tx, it)
    if (!(await tags.findHeld(tx, ctx.principal.account, tagId(name)))) throw notFound()
    for (const { kind, id } of wanted) await change(tx, { kind, id })
  })
}

function taggable(ctx: Ctx, type: string, field: string): ResourceKind {
  const kinds = ctx.deps.resources.filter(({ tag_type }) => tag_type !== undefined)
  const kind = kinds.find(({ tag_type }) => tag_type === type)
  if (!kind) {
    const types = kinds.map(({ tag_type }) => tag_type).join(', ')
    throw badRequest(`${field} must be one of ${types}, got ${JSON.stringify(type.slice(0, 60))}.`)
  }
  requireScope(ctx, updateScope(kind))
  return kind
}

async function holdResource(ctx: Ctx, tx: Db, { kind, id, field }: Ref & { field: string }): Promise<void> {
  const held = await new Documents(kind).findHeld(tx, ctx.principal.account, id)
  if (!held) throw notFound(`${field}: there is no ${kind} ${JSON.stringify(id.slice(0, 60))}.`)
}

const orderOf = ({ kind, id }: Ref) => `${kind} ${id}`
const byRef = (a: Ref, b: Ref) => (orderOf(a) < orderOf(b) ? -1 : 1)
