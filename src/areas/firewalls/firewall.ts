// A whole firewall: made, replaced, read and deleted.
import { type FirewallBody, firewalls } from '../../cloud/networks/firewalls.ts'
import { listEnds, requireScope } from '../../cloud/wire.ts'
import { atomically, type Ctx } from '../../kernel/ctx.ts'
import { conflict, invalid, notFound } from '../../kernel/errors.ts'
import type { Paging } from '../../kernel/paging.ts'
import type { Db } from '../../store/database.ts'
import { targetsOf } from '../../store/documents/links.ts'
import { attachDroplets, attachTags, detachAll, lockDroplets } from './attached.ts'
import { allRules, applyChange, changeFirewall, type FirewallDocument } from './change.ts'
import { type RuleSet, readRules } from './rule.ts'
import type { FirewallAnswer, FirewallList, WriteFirewall } from './schema.ts'
import { requireDropletScope, requireTagScopes } from './scopes.ts'
import { show, showAll } from './shown.ts'

export async function listFirewalls(ctx: Ctx, paging: Paging): Promise<FirewallList> {
  const { read } = ctx.deps.main.database
  const { documents, total } = await firewalls.page(read, ctx.principal.account, paging)
  return { firewalls: await showAll(ctx, read, documents), ...listEnds(ctx, paging, total) }
}

export async function getFirewall(ctx: Ctx, firewall_id: string): Promise<FirewallAnswer> {
  const { read } = ctx.deps.main.database
  const firewall = await firewalls.find(read, ctx.principal.account, firewall_id)
  if (!firewall) throw notFound()
  return show(ctx, read, firewall)
}

export async function createFirewall(ctx: Ctx, wanted: WriteFirewall): Promise<FirewallAnswer> {
  const { account } = ctx.principal
  requireScopes(ctx, wanted)
  return atomically(ctx, ctx.deps.main, async (tx) => {
    await lockDroplets(tx, account, wanted.droplet_ids ?? [])
    await firewalls.holdAll(tx, account)
    await requireFreeName(tx, account, wanted.name)
    const rules = await readAnyRules(ctx, tx, wanted)
    const { document } = await firewalls.insert(tx, {
      account,
      id: crypto.randomUUID(),
      name: wanted.name,
      created_at: ctx.deps.now().toISOString(),
      body: { status: 'waiting', ...rules, pending: [], revision: 0 },
    })
    await attach(ctx, tx, document.id, wanted)
    return applyChange(ctx, tx, { firewall: document, rules_changed: true, before: new Set() })
  })
}

/** What is left out is emptied. */
export async function replaceFirewall(
  ctx: Ctx,
  firewall_id: string,
  wanted: WriteFirewall,
): Promise<FirewallAnswer> {
  const { account } = ctx.principal
  const { name, droplet_ids } = wanted
  return changeFirewall(ctx, firewall_id, {
    droplet_ids: droplet_ids ?? [],
    async change(tx, firewall) {
      requireScopes(ctx, wanted)
      await requireScopesToDetach(ctx, tx, firewall)
      if (name !== firewall.name) {
        await firewalls.holdAll(tx, account)
        await requireFreeName(tx, account, name)
      }
      const rules = await readAnyRules(ctx, tx, wanted)
      await detachAll(tx, account, firewall_id)
      await attach(ctx, tx, firewall_id, wanted)
      const body: FirewallBody = { ...firewall.body, ...rules }
      return { firewall: { ...firewall, name, body }, rules_changed: true }
    },
  })
}

export async function deleteFirewall(ctx: Ctx, firewall_id: string): Promise<void> {
  await atomically(ctx, ctx.deps.main, async (tx) => {
    if (!(await firewalls.remove(tx, ctx.principal.account, firewall_id))) throw notFound()
    ctx.audit.resource = `do:firewall:${firewall_id}`
  })
}

async function readAnyRules(ctx: Ctx, tx: Db, wanted: WriteFirewall): Promise<RuleSet> {
  const rules = await readRules(ctx, tx, wanted)
  if (allRules(rules).length === 0)
    throw invalid('inbound_rules or outbound_rules must have at least one rule, got none.')
  return rules
}

async function attach(
  ctx: Ctx,
  tx: Db,
  firewall_id: string,
  { droplet_ids, tags }: WriteFirewall,
): Promise<void> {
  await attachDroplets(ctx, tx, firewall_id, droplet_ids ?? [])
  await attachTags(ctx, tx, firewall_id, tags ?? [])
}

async function requireFreeName(tx: Db, account: string, name: string): Promise<void> {
  if (await firewalls.findNamed(tx, account, { name }))
    throw conflict(`name: duplicate name, there is a firewall ${name} already.`)
}

function requireScopes(ctx: Ctx, { droplet_ids, tags }: WriteFirewall): void {
  requireDropletScope(ctx, droplet_ids ?? [])
  requireTagScopes(ctx, tags ?? [])
}

/** Whoever may not see what is attached would take it off without knowing. */
async function requireScopesToDetach(ctx: Ctx, tx: Db, { account, id }: FirewallDocument): Promise<void> {
  const firewall = { kind: 'firewall', id }
  requireDropletScope(ctx, await targetsOf(tx, account, firewall, 'droplet'))
  if ((await targetsOf(tx, account, firewall, 'tag')).length > 0) requireScope(ctx, 'tag:read')
}
