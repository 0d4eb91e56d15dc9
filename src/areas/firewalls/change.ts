// How any change to a firewall is made, and how the Droplets behind it come to know of it.
import { type FirewallBody, firewalls } from '../../cloud/networks/firewalls.ts'
import { type ActionKind, startAction, type Work } from '../../engine/action.ts'
import { atomically, type Ctx } from '../../kernel/ctx.ts'
import { invalid, notFound } from '../../kernel/errors.ts'
import type { Db } from '../../store/database.ts'
import type { Document } from '../../store/documents/documents.ts'
import { targetsOf } from '../../store/documents/links.ts'
import { lockDroplets } from './attached.ts'
import type { RuleSet } from './rule.ts'
import type { FirewallAnswer } from './schema.ts'
import { show } from './shown.ts'

export type FirewallDocument = Document<FirewallBody>

interface Change {
  firewall: FirewallDocument
  /** Whether what the firewall lets through is another now: all Droplets behind it have to take that up. */
  rules_changed: boolean
}

/** What a firewall may have at most, as the public documentation has it. */
const MAX_DROPLETS = 10
const MAX_TAGS = 5
const MAX_RULES = 50
/** The public documentation gives no number; without one a page of firewalls could grow without end. */
const MAX_PEERS = 5000

/** Applies the change of a firewall, and of whom it is for, to a firewall that is there. */
export async function changeFirewall(
  ctx: Ctx,
  firewall_id: string,
  {
    droplet_ids = [],
    change,
  }: {
    /** Droplets that are about to be attached. */
    droplet_ids?: readonly number[]
    change(tx: Db, firewall: FirewallDocument): Promise<Change>
  },
): Promise<FirewallAnswer> {
  const { account } = ctx.principal
  return atomically(ctx, ctx.deps.main, async (tx) => {
    if (!(await firewalls.find(tx, account, firewall_id))) throw notFound()
    await lockDroplets(tx, account, droplet_ids)
    const firewall = await firewalls.findLocked(tx, account, firewall_id)
    if (!firewall) throw notFound()
    const before = await dropletsBehind(tx, firewall)
    return applyChange(ctx, tx, { ...(await change(tx, firewall)), before })
  })
}

/** Saves the firewall as one that its Droplets have yet to take up, and shows it. `before` are those that were behind it. */
export async function applyChange(
  ctx: Ctx,
  tx: Db,
  { firewall, rules_changed, before }: Change & { before: ReadonlySet<string> },
): Promise<FirewallAnswer> {
  const { account, id, body } = firewall
  ctx.audit.resource = `do:firewall:${id}`
  await requireWithinLimits(tx, firewall)
  const after = await dropletsBehind(tx, firewall)
  const pending = new Map(body.pending.map((it) => [it.droplet_id, it]))
  for (const droplet_id of before.difference(after)) pending.set(droplet_id, { droplet_id, removing: true })
  for (const droplet_id of rules_changed ? after : after.difference(before))
    pending.set(droplet_id, { droplet_id, removing: false })
  const revision = body.revision + 1
  const changed: FirewallDocument = {
    ...firewall,
    body: { ...body, status: 'waiting', pending: [...pending.values()], revision },
  }
  await firewalls.replace(tx, changed)
  await startAction(ctx.deps, tx, APPLICATION, { account, resource_id: id, input: { revision } })
  return show(ctx, tx, changed)
}

export const APPLICATION: ActionKind<{ revision: number }> = {
  resource_type: 'firewall',
  type: 'apply',
  hidden: true,
  steps: [{ name: 'apply', seconds: 2, apply: settle }],
}

/** The end of an application that was overtaken by another change settles nothing. */
async function settle({ tx, action, input: { revision } }: Work<{ revision: number }>): Promise<void> {
  const firewall = await firewalls.findLocked(tx, action.account, action.resource_id)
  if (firewall?.body.revision !== revision) return
  await firewalls.replace(tx, { ...firewall, body: { ...firewall.body, status: 'succeeded', pending: [] } })
}

/** By id or by tag. */
export async function dropletsBehind(tx: Db, { account, id }: FirewallDocument): Promise<Set<string>> {
  const firewall = { kind: 'firewall', id }
  const tags = await targetsOf(tx, account, firewall, 'tag')
  const holders = [firewall, ...tags.map((tag) => ({ kind: 'tag', id: tag }))]
  const held = []
  for (const holder of holders) held.push(...(await targetsOf(tx, account, holder, 'droplet')))
  return new Set(held)
}

async function requireWithinLimits(tx: Db, { account, id, body }: FirewallDocument): Promise<void> {
  const firewall = { kind: 'firewall', id }
  requireAtMost(MAX_DROPLETS, await targetsOf(tx, account, firewall, 'droplet'), 'droplets')
  requireAtMost(MAX_TAGS, await targetsOf(tx, account, firewall, 'tag'), 'tags')
  const rules = allRules(body)
  requireAtMost(MAX_RULES, rules, 'rules')
  const peers = rules.flatMap((rule) => [...rule.addresses, ...rule.peers])
  requireAtMost(MAX_PEERS, peers, 'sources and destinations')
}

function requireAtMost(max: number, items: readonly unknown[], what: string): void {
  if (items.length > max)
    throw invalid(`A firewall must have no more than ${max} ${what}; it would have ${items.length}.`)
}

export const allRules = ({ inbound_rules, outbound_rules }: RuleSet) => [...inbound_rules, ...outbound_rules]
