import {
  type Firewall,
  type FirewallBody,
  shownFirewalls,
  visibleFirewall,
} from '../../cloud/networks/firewalls.ts'
import type { Ctx } from '../../kernel/ctx.ts'
import type { Db } from '../../store/database.ts'
import type { Document } from '../../store/documents/documents.ts'
import type { FirewallAnswer } from './schema.ts'

/** As this token may see it. */
export async function show(ctx: Ctx, db: Db, firewall: Document<FirewallBody>): Promise<FirewallAnswer> {
  const [shown] = await showAll(ctx, db, [firewall])
  return { firewall: shown as Firewall }
}

export async function showAll(
  ctx: Ctx,
  db: Db,
  documents: ReadonlyArray<Document<FirewallBody>>,
): Promise<Firewall[]> {
  const shown = await shownFirewalls(db, ctx.principal.account, documents)
  return shown.map((firewall) => visibleFirewall(ctx, firewall))
}
