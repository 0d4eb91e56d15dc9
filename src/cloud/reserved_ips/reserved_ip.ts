// Reserved IPs, of which floating IPs are the old name: the areas of both keep the same documents, and differ in words.
import { atomically, type Ctx } from '../../kernel/ctx.ts'
import { invalid, notFound } from '../../kernel/errors.ts'
import type { Paging } from '../../kernel/paging.ts'
import type { Db } from '../../store/database.ts'
import { type Document, Documents } from '../../store/documents/documents.ts'
import { linkedWith } from '../../store/documents/linked.ts'
import { findRegion } from '../catalogue/catalogue.ts'
import type { Region } from '../catalogue/schema.ts'
import { droplets, shownDroplets } from '../droplets.ts'
import { listEnds } from '../wire.ts'
import type { ReservedIp } from './schema.ts'

export interface ReservedIpBody {
  /** While it is being assigned or unassigned. */
  locked: boolean
  /** It refers to this Droplet already, so that no other IP can, but is not there yet. */
  assigning_to: string | null
}

/** The id is the address. It refers to the Droplet that it is assigned to. */
export const reservedIps = new Documents<ReservedIpBody>('reserved_ip')

export interface Words {
  resource_type: 'reserved_ip' | 'floating_ip'
  name: 'reserved IP' | 'floating IP'
}

export async function pageOfReservedIps(ctx: Ctx, paging: Paging) {
  const { read } = ctx.deps.main.database
  const { account } = ctx.principal
  const { documents, total } = await reservedIps.page(read, account, paging)
  return { shown: await shown(read, account, documents), ends: listEnds(ctx, paging, total) }
}

export async function getReservedIp(ctx: Ctx, ip: string): Promise<ReservedIp> {
  const { read } = ctx.deps.main.database
  const document = await reservedIps.find(read, ctx.principal.account, ip)
  if (!document) throw notFound()
  return shownReservedIp(read, document)
}

/** While it is being unassigned or assigned, it is neither deleted nor given another order. */
export async function deleteReservedIp(ctx: Ctx, words: Words, ip: string): Promise<void> {
  await atomically(ctx, ctx.deps.main, async (tx) => {
    const { id } = await lockIdle(ctx, tx, words, ip)
    ctx.audit.resource = `do:reservedip:${id}`
    await reservedIps.remove(tx, ctx.principal.account, id)
  })
}

export async function lockIdle(
  ctx: Ctx,
  tx: Db,
  { name }: Words,
  ip: string,
): Promise<Document<ReservedIpBody>> {
  const document = await reservedIps.findLocked(tx, ctx.principal.account, ip)
  if (!document) throw notFound()
  if (document.body.locked) throw invalid(`The ${name} already has a pending event.`)
  return document
}

export async function shownReservedIp(db: Db, document: Document<ReservedIpBody>): Promise<ReservedIp> {
  const [only] = await shown(db, document.account, [document])
  return only as ReservedIp
}

async function shown(
  db: Db,
  account: string,
  documents: ReadonlyArray<Document<ReservedIpBody>>,
): Promise<ReservedIp[]> {
  const linked = await linkedWith(
    db,
    account,
    reservedIps.kind,
    documents.map(({ id }) => id),
  )
  const holderOf = ({ id, body }: Document<ReservedIpBody>) =>
    linked.targets(id, droplets.kind).find((it) => it !== body.assigning_to) ?? ''
  const holders = await droplets.findMany(db, account, documents.map(holderOf))
  const holder = new Map((await shownDroplets(db, account, holders)).map((it) => [String(it.id), it]))
  return documents.map((document) => ({
    ip: document.id,
    region: findRegion(document.region as string) as Region,
    droplet: holder.get(holderOf(document)) ?? null,
    locked: document.body.locked,
    project_id: linked.sources(document.id, 'project')[0] ?? '',
  }))
}
