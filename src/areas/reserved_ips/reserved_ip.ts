// The rules of reserved IPs are in src/cloud/reserved_ips; here they get their name.
import { reserveIp } from '../../cloud/reserved_ips/creation.ts'
import { getReservedIp, pageOfReservedIps, type Words } from '../../cloud/reserved_ips/reserved_ip.ts'
import type { CreateReservedIp } from '../../cloud/reserved_ips/schema.ts'
import type { Ctx } from '../../kernel/ctx.ts'
import type { Paging } from '../../kernel/paging.ts'
import type { ReservedIpAnswer, ReservedIpCreated, ReservedIpList } from './schema.ts'

export const WORDS: Words = { resource_type: 'reserved_ip', name: 'reserved IP' }

export async function listReservedIps(ctx: Ctx, paging: Paging): Promise<ReservedIpList> {
  const { shown, ends } = await pageOfReservedIps(ctx, paging)
  return { reserved_ips: shown, ...ends }
}

export async function showReservedIp(ctx: Ctx, ip: string): Promise<ReservedIpAnswer> {
  return { reserved_ip: await getReservedIp(ctx, ip) }
}

export async function createReservedIp(ctx: Ctx, wanted: CreateReservedIp): Promise<ReservedIpCreated> {
  const { made, links } = await reserveIp(ctx, WORDS, wanted)
  return { reserved_ip: made, links }
}
