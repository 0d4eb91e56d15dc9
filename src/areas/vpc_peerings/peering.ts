// A peering lets two VPCs of an account reach each other. It refers to both.
import { findRegion } from '../../cloud/catalogue/catalogue.ts'
import { vpcs } from '../../cloud/networks/vpcs.ts'
import { listEnds, pageOf, unknown } from '../../cloud/wire.ts'
import { startAction } from '../../engine/action.ts'
import { atomically, type Ctx } from '../../kernel/ctx.ts'
import { conflict, invalid, notFound } from '../../kernel/errors.ts'
import type { Paging } from '../../kernel/paging.ts'
import type { Db } from '../../store/database.ts'
import type { Document } from '../../store/documents/documents.ts'
import { linkedWith } from '../../store/documents/linked.ts'
import { link, sourcesOf } from '../../store/documents/links.ts'
import { DELETION, type PeeringBody, PROVISIONING, peerings } from './actions.ts'
import type { CreateInVpc, CreatePeering, InVpcList, ListQuery, Peering, PeeringList } from './schema.ts'

type PeeringDocument = Document<PeeringBody>

export async function listPeerings(ctx: Ctx, { region, ...paging }: ListQuery): Promise<PeeringList> {
  const { read } = ctx.deps.main.database
  const { account } = ctx.principal
  const found =
    region === undefined
      ? await peerings.page(read, account, paging)
      : await pageInRegion(read, account, { ...paging, region })
  const vpc_peerings = await shownPeerings(read, account, found.documents)
  return { vpc_peerings, ...listEnds(ctx, paging, found.total) }
}

export async function listOfVpc(ctx: Ctx, vpc_id: string, paging: Paging): Promise<InVpcList> {
  const { read } = ctx.deps.main.database
  const { account } = ctx.principal
  await requireVpc(read, account, vpc_id)
  const linked_to = { kind: 'vpc', id: vpc_id }
  const { documents, total } = await peerings.page(read, account, { ...paging, linked_to })
  return { peerings: await shownPeerings(read, account, documents), ...listEnds(ctx, paging, total) }
}

export async function getPeering(ctx: Ctx, id: string): Promise<Peering> {
  const { read } = ctx.deps.main.database
  const peering = await peerings.find(read, ctx.principal.account, id)
  if (!peering) throw notFound()
  return shownPeering(read, peering)
}

export const createPeering = (ctx: Ctx, { name, vpc_ids }: CreatePeering) =>
  changePeerings(ctx, (tx) => insertPeering(ctx, tx, { name, field: 'vpc_ids', vpc_ids }))

export const createInVpc = (ctx: Ctx, vpc_id: string, { name, vpc_id: other }: CreateInVpc) =>
  changePeerings(ctx, async (tx, account) => {
    await requireVpc(tx, account, vpc_id)
    return insertPeering(ctx, tx, { name, field: 'vpc_id', vpc_ids: [vpc_id, other] })
  })

/** Of this VPC, where one is given. */
export const renamePeering = (ctx: Ctx, id: string, { name, vpc_id }: { name: string; vpc_id?: string }) =>
  changePeerings(ctx, async (tx, account) => {
    const peering = await getLocked(tx, account, id)
    if (vpc_id !== undefined) await requireEnd(tx, peering, vpc_id)
    if (name !== peering.name) await requireFreeName(tx, account, name)
    const renamed = { ...peering, name }
    await peerings.replace(tx, renamed)
    return renamed
  })

/** It is shown as being deleted until it is gone. To delete it once more changes nothing. */
export const deletePeering = (ctx: Ctx, id: string) =>
  changePeerings(ctx, async (tx, account) => {
    const peering = await getLocked(tx, account, id)
    if (peering.body.status === 'DELETING') return peering
    const deleting: PeeringDocument = { ...peering, body: { status: 'DELETING' } }
    await peerings.replace(tx, deleting)
    await startAction(ctx.deps, tx, DELETION, { account, resource_id: id, input: {} })
    return deleting
  })

/** One change at a time in an account, and no change to its VPCs beside it. */
function changePeerings(
  ctx: Ctx,
  change: (tx: Db, account: string) => Promise<PeeringDocument>,
): Promise<Peering> {
  const { account } = ctx.principal
  return atomically(ctx, ctx.deps.main, async (tx) => {
    await vpcs.holdAll(tx, account)
    const peering = await change(tx, account)
    ctx.audit.resource = `do:vpc_peering:${peering.id}`
    return shownPeering(tx, peering)
  })
}

/** `field` is what the VPCs came in. */
interface Ends {
  field: string
  vpc_ids: readonly string[]
}

async function insertPeering(
  ctx: Ctx,
  tx: Db,
  { name, field, vpc_ids }: Ends & { name: string },
): Promise<PeeringDocument> {
  const { account } = ctx.principal
  const created_at = ctx.deps.now().toISOString()
  await requireFreeName(tx, account, name)
  await requireEnds(tx, account, { field, vpc_ids })
  const { document } = await peerings.insert(tx, {
    account,
    id: crypto.randomUUID(),
    name,
    created_at,
    body: { status: 'PROVISIONING' },
  })
  const from = { kind: 'vpc_peering', id: document.id }
  for (const id of vpc_ids) await link(tx, { account, from, to: { kind: 'vpc', id } }, created_at)
  await startAction(ctx.deps, tx, PROVISIONING, { account, resource_id: document.id, input: {} })
  return document
}

async function requireEnds(tx: Db, account: string, { field, vpc_ids }: Ends): Promise<void> {
  const [one = '', other = ''] = vpc_ids
  if (one === other) throw invalid(`${field} must name another VPC, got ${one} for both ends.`)
  const known = new Set((await vpcs.findMany(tx, account, vpc_ids)).map(({ id }) => id))
  const missing = vpc_ids.find((id) => !known.has(id))
  if (missing !== undefined) throw unknown(field, 'VPC', missing)
  const of_one = await sourcesOf(tx, account, { kind: 'vpc', id: one }, 'vpc_peering')
  const of_other = await sourcesOf(tx, account, { kind: 'vpc', id: other }, 'vpc_peering')
  const already = of_one.find((id) => of_other.includes(id))
  if (already) throw conflict(`The VPCs ${one} and ${other} are peered already, by ${already}.`)
}

async function requireFreeName(tx: Db, account: string, name: string): Promise<void> {
  if (await peerings.findNamed(tx, account, { name }))
    throw invalid(`name: a VPC peering with the same name already exists: ${name}.`)
}

async function requireVpc(db: Db, account: string, vpc_id: string): Promise<void> {
  if (!(await vpcs.find(db, account, vpc_id))) throw notFound()
}

async function requireEnd(tx: Db, peering: PeeringDocument, vpc_id: string): Promise<void> {
  const { vpc_ids } = await shownPeering(tx, peering)
  if (!vpc_ids.includes(vpc_id)) throw notFound()
}

async function getLocked(tx: Db, account: string, id: string): Promise<PeeringDocument> {
  const peering = await peerings.findLocked(tx, account, id)
  if (!peering) throw notFound()
  return peering
}

/** Those with an end in the region: a region has few VPCs, so few peerings. */
async function pageInRegion(
  db: Db,
  account: string,
  { region, ...paging }: Paging & { region: string },
): Promise<{ documents: PeeringDocument[]; total: number }> {
  if (!findRegion(region)) throw unknown('region', 'region', region)
  const ends = (await vpcs.all(db, account, { region })).map(({ id }) => id)
  const linked = await linkedWith(db, account, 'vpc', ends)
  const ids = ends.flatMap((id) => linked.sources(id, 'vpc_peering'))
  const found = (await peerings.findMany(db, account, ids)).sort((a, b) => a.position - b.position)
  return { documents: pageOf(found, paging), total: found.length }
}

async function shownPeerings(
  db: Db,
  account: string,
  documents: readonly PeeringDocument[],
): Promise<Peering[]> {
  const ids = documents.map(({ id }) => id)
  const linked = await linkedWith(db, account, 'vpc_peering', ids)
  return documents.map(({ id, name, created_at, body }) => ({
    id,
    name,
    vpc_ids: linked.targets(id, 'vpc'),
    status: body.status,
    created_at,
  }))
}

async function shownPeering(db: Db, peering: PeeringDocument): Promise<Peering> {
  const [shown] = await shownPeerings(db, peering.account, [peering])
  return shown as Peering
}
