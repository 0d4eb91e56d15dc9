import { firewallsOfDroplet, shownFirewalls, visibleFirewall } from '../../cloud/networks/firewalls.ts'
import { listEnds, pageOf } from '../../cloud/wire.ts'
import type { Ctx } from '../../kernel/ctx.ts'
import type { Paging } from '../../kernel/paging.ts'
import { requireDroplet } from './droplet.ts'
import type { FirewallList } from './schema.ts'

/** Those that the Droplet is behind, by its id or by one of its tags. */
export async function listFirewalls(ctx: Ctx, droplet_id: number, paging: Paging): Promise<FirewallList> {
  const { account } = ctx.principal
  const { read } = ctx.deps.main.database
  const { id } = await requireDroplet(ctx, droplet_id)
  const found = await firewallsOfDroplet(read, account, id)
  const shown = await shownFirewalls(read, account, pageOf(found, paging))
  const firewalls = shown.map((firewall) => visibleFirewall(ctx, firewall))
  return { firewalls, ...listEnds(ctx, paging, found.length) }
}
