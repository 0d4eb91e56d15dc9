// How a reserved IP is made: in a region, or for a Droplet.
import { atomically, type Ctx } from '../../kernel/ctx.ts'
import { badRequest, invalid } from '../../kernel/errors.ts'
import type { Db } from '../../store/database.ts'
import type { Document } from '../../store/documents/documents.ts'
import { requireRegion } from '../catalogue/catalogue.ts'
import { type DropletBody, lockDroplets } from '../droplets.ts'
import { takeReservedAddress } from '../networks/addresses.ts'
import { putInProject } from '../projects.ts'
import { unknown } from '../wire.ts'
import { startAssigning } from './assignment.ts'
import { type ReservedIpBody, reservedIps, shownReservedIp, type Words } from './reserved_ip.ts'
import type { CreateLinks, CreateReservedIp, ReservedIp } from './schema.ts'

/** In a region, or for a Droplet, to which it is then being assigned. */
export async function reserveIp(
  ctx: Ctx,
  { name }: Words,
  wanted: CreateReservedIp,
): Promise<{ made: ReservedIp; links: CreateLinks }> {
  const { account } = ctx.principal
  return atomically(ctx, ctx.deps.main, async (tx) => {
    const droplet = await findWantedDroplet(tx, account, wanted.droplet_id)
    const document = await reserve(ctx, tx, { name, region: regionFor(wanted, droplet) })
    await putInProject(ctx, tx, document, wanted.project_id || undefined)
    const action = droplet && (await startAssigning(ctx, tx, { document, droplet }))
    const links = action && {
      droplets: [linkTo(ctx, { id: Number(droplet.id), rel: 'droplet', path: '/v2/droplets' })],
      actions: [linkTo(ctx, { id: Number(action.id), rel: action.type, path: '/v2/actions' })],
    }
    const newest = (await reservedIps.find(tx, account, document.id)) as Document<ReservedIpBody>
    return { made: await shownReservedIp(tx, newest), links: links ?? {} }
  })
}

async function findWantedDroplet(tx: Db, account: string, droplet_id: number | undefined) {
  if (droplet_id === undefined) return undefined
  const droplet = (await lockDroplets(tx, account, [droplet_id])).get(droplet_id)
  if (!droplet) throw unknown('droplet_id', 'Droplet', droplet_id)
  return droplet
}

function regionFor({ region }: CreateReservedIp, droplet: Document<DropletBody> | undefined): string {
  if (region === undefined && !droplet) throw invalid('One of droplet_id and region is required.')
  if (region !== undefined && droplet && region !== droplet.region)
    throw invalid(`region: the Droplet ${droplet.id} is in ${droplet.region}, not in ${region}.`)
  return (droplet?.region ?? requireRegion(region as string).slug) as string
}

async function reserve(
  ctx: Ctx,
  tx: Db,
  { name, region }: { name: string; region: string },
): Promise<Document<ReservedIpBody>> {
  const { account } = ctx.principal
  const { floating_ip_limit } = ctx.deps.limits
  const document = await takeReservedAddress(tx, async (ip) => {
    const created_at = ctx.deps.now().toISOString()
    const body = { locked: false, assigning_to: null }
    const inserted = await reservedIps.insert(tx, { account, id: ip, name: ip, region, created_at, body })
    if (inserted.total > floating_ip_limit)
      throw invalid(`creating this ${name} will exceed your ${name} limit of ${floating_ip_limit}`)
    return inserted.document
  })
  ctx.audit.resource = `do:reservedip:${document.id}`
  return document
}

function linkTo(ctx: Ctx, { id, rel, path }: { id: number; rel: string; path: string }) {
  if (!URL.canParse(ctx.url())) throw badRequest('host must be the name or address of this server.')
  return { id, rel, href: new URL(`${path}/${id}`, ctx.url()).href }
}
