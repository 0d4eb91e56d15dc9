// The rules of floating IPs are in src/cloud/reserved_ips; here they get their name.
import { reserveIp } from '../../cloud/reserved_ips/creation.ts'
import { getReservedIp, pageOfReservedIps, type Words } from '../../cloud/reserved_ips/reserved_ip.ts'
import type { CreateReservedIp } from '../../cloud/reserved_ips/schema.ts'
import type { Ctx } from '../../kernel/ctx.ts'
import type { Paging } from '../../kernel/paging.ts'
import type { FloatingIpAnswer, FloatingIpCreated, FloatingIpList } from './schema.ts'

export const WORDS: Words = { resource_type: 'floating_ip', name: 'floating IP' }

export async function listFloatingIps(ctx: Ctx, paging: Paging): Promise<FloatingIpList> {
  const { shown, ends } = await pageOfReservedIps(ctx, paging)
  return { floating_ips: shown, ...ends }
}

export async function showFloatingIp(ctx: Ctx, ip: string): Promise<FloatingIpAnswer> {
  return { floating_ip: await getReservedIp(ctx, ip) }
}

export async function createFloatingIp(ctx: Ctx, wanted: CreateReservedIp): Promise<FloatingIpCreated> {
  const { made, links } = await reserveIp(ctx, WORDS, wanted)
  return { floating_ip: made, links }
}
