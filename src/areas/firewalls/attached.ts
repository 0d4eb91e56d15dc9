// Whom a firewall is for: Droplets by id, and whatever Droplets have one of its tags. Both are links.
import { droplets } from '../../cloud/droplets.ts'
import { tagId, tagRef, tags } from '../../cloud/tags.ts'
import { unknown } from '../../cloud/wire.ts'
import type { Ctx } from '../../kernel/ctx.ts'
import type { Db } from '../../store/database.ts'
import { link, unlinkAll } from '../../store/documents/links.ts'
import { unknownTag } from './rule.ts'

/** In the order of their ids, so that two who want the same do not wait for each other. */
export async function lockDroplets(tx: Db, account: string, droplet_ids: readonly number[]): Promise<void> {
  for (const id of [...new Set(droplet_ids)].sort((a, b) => a - b))
    if (!(await droplets.findLocked(tx, account, String(id)))) throw unknown('droplet_ids', 'Droplet', id)
}

/** The Droplets are locked. */
export async function attachDroplets(
  ctx: Ctx,
  tx: Db,
  firewall_id: string,
  droplet_ids: readonly number[],
): Promise<void> {
  const from = { kind: 'firewall', id: firewall_id }
  const now = ctx.deps.now().toISOString()
  for (const id of droplet_ids)
    await link(tx, { account: ctx.principal.account, from, to: { kind: 'droplet', id: String(id) } }, now)
}

/** Locked in one order, too. */
export async function attachTags(
  ctx: Ctx,
  tx: Db,
  firewall_id: string,
  names: readonly string[],
): Promise<void> {
  const { account } = ctx.principal
  const from = { kind: 'firewall', id: firewall_id }
  for (const name of names.toSorted((a, b) => (tagId(a) < tagId(b) ? -1 : 1))) {
    if (!(await tags.findLocked(tx, account, tagId(name)))) throw unknownTag('tags', name)
    await link(tx, { account, from, to: tagRef(name) }, ctx.deps.now().toISOString())
  }
}

export async function detachAll(tx: Db, account: string, firewall_id: string): Promise<void> {
  const from = { kind: 'firewall', id: firewall_id }
  await unlinkAll(tx, account, from, 'droplet')
  await unlinkAll(tx, account, from, 'tag')
}
