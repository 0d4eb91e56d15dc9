import { findRegion } from '../../cloud/catalogue/catalogue.ts'
import { defaultVpc, type VpcBody, vpcs } from '../../cloud/networks/vpcs.ts'
import { listEnds, unknown } from '../../cloud/wire.ts'
import { atomically, type Ctx } from '../../kernel/ctx.ts'
import { invalid, notFound, refused } from '../../kernel/errors.ts'
import type { Paging } from '../../kernel/paging.ts'
import type { Db } from '../../store/database.ts'
import type { Document } from '../../store/documents/documents.ts'
import { sourcesOf } from '../../store/documents/links.ts'
import { hasMembers } from './member.ts'
import { rangeFor } from './range.ts'
import type { ChangeVpc, CreateVpc, Vpc, VpcAnswer, VpcList } from './schema.ts'

type VpcDocument = Document<VpcBody>

export async function listVpcs(ctx: Ctx, paging: Paging): Promise<VpcList> {
  const { read } = ctx.deps.main.database
  const { documents, total } = await vpcs.page(read, ctx.principal.account, paging)
  return { vpcs: documents.map(shownVpc), ...listEnds(ctx, paging, total) }
}

export async function getVpc(ctx: Ctx, vpc_id: string): Promise<VpcAnswer> {
  const vpc = await vpcs.find(ctx.deps.main.database.read, ctx.principal.account, vpc_id)
  if (!vpc) throw notFound()
  return { vpc: shownVpc(vpc) }
}

/** It is never its region's default: that is made now at the latest, of addresses that are still free then. */
export async function createVpc(ctx: Ctx, wanted: CreateVpc): Promise<VpcAnswer> {
  const { name, region, description = '' } = wanted
  if (!findRegion(region)) throw unknown('region', 'region', region)
  return changeVpcs(ctx, async (tx, account) => {
    await requireFreeName(tx, account, name)
    const ip_range = rangeFor(wanted.ip_range, await vpcs.all(tx, account))
    const { document } = await vpcs.insert(tx, {
      account,
      id: crypto.randomUUID(),
      name,
      region,
      created_at: ctx.deps.now().toISOString(),
      body: { description, ip_range, is_default: false },
    })
    await defaultVpc(ctx, tx, region)
    return document
  })
}

/** A description that is left out is emptied; a name or a default that is left out stays. */
export const updateVpc = (ctx: Ctx, vpc_id: string, { description = '', ...wanted }: ChangeVpc) =>
  patchVpc(ctx, vpc_id, { ...wanted, description })

export async function patchVpc(ctx: Ctx, vpc_id: string, wanted: ChangeVpc): Promise<VpcAnswer> {
  return changeVpcs(ctx, async (tx, account) => {
    const vpc = await getLocked(tx, account, vpc_id)
    const { name = vpc.name, description = vpc.body.description } = wanted
    if (name !== vpc.name) await requireFreeName(tx, account, name)
    const is_default = wanted.default ?? vpc.body.is_default
    if (vpc.body.is_default && !is_default)
      throw invalid(
        `default cannot be unset: make another VPC the default of ${vpc.region}, and this one no longer is.`,
      )
    if (is_default && !vpc.body.is_default) await unsetDefault(tx, vpc)
    const type = is_default ? 'default' : null
    const changed = { ...vpc, name, type, body: { ...vpc.body, description, is_default } }
    await vpcs.replace(tx, changed)
    return changed
  })
}

export async function deleteVpc(ctx: Ctx, vpc_id: string): Promise<void> {
  await changeVpcs(ctx, async (tx, account) => {
    const vpc = await getLocked(tx, account, vpc_id)
    if (vpc.body.is_default) throw refused('Can not delete default VPCs')
    if (await hasMembers(tx, account, vpc_id)) throw refused('Can not delete VPC with members')
    const [peering] = await sourcesOf(tx, account, { kind: 'vpc', id: vpc_id }, 'vpc_peering')
    if (peering) throw refused(`Can not delete VPC with peerings: delete ${peering} first.`)
    await vpcs.remove(tx, account, vpc_id)
    return vpc
  })
}

/** One change at a time in an account: names, ranges and the default of a region are compared with all other VPCs. */
async function changeVpcs(
  ctx: Ctx,
  change: (tx: Db, account: string) => Promise<VpcDocument>,
): Promise<VpcAnswer> {
  const { account } = ctx.principal
  return atomically(ctx, ctx.deps.main, async (tx) => {
    await vpcs.holdAll(tx, account)
    const vpc = shownVpc(await change(tx, account))
    ctx.audit.resource = vpc.urn
    return { vpc }
  })
}

async function getLocked(tx: Db, account: string, vpc_id: string): Promise<VpcDocument> {
  const vpc = await vpcs.findLocked(tx, account, vpc_id)
  if (!vpc) throw notFound()
  return vpc
}

async function requireFreeName(tx: Db, account: string, name: string): Promise<void> {
  if (await vpcs.findNamed(tx, account, { name }))
    throw invalid(`name: a VPC with the same name already exists: ${name}.`)
}

/** What was the default of the VPC's region until now is so no longer. */
async function unsetDefault(tx: Db, { account, region }: VpcDocument): Promise<void> {
  for (const { id } of await vpcs.all(tx, account, { type: 'default', region: region ?? '' })) {
    const before = await getLocked(tx, account, id)
    await vpcs.replace(tx, { ...before, type: null, body: { ...before.body, is_default: false } })
  }
}

const shownVpc = ({ id, name, region, created_at, body }: VpcDocument): Vpc => ({
  id,
  urn: `do:vpc:${id}`,
  name,
  description: body.description,
  region: region ?? '',
  ip_range: body.ip_range,
  default: body.is_default,
  created_at,
})
