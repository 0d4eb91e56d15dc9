// A firewall changed in part: some rules, Droplets or tags more or less.

import type { Rule } from '../../cloud/networks/firewalls.ts'
import { tagRef } from '../../cloud/tags.ts'
import type { Ctx } from '../../kernel/ctx.ts'
import { invalid } from '../../kernel/errors.ts'
import type { Ref } from '../../store/documents/documents.ts'
import { unlink } from '../../store/documents/links.ts'
import { attachDroplets, attachTags } from './attached.ts'
import { changeFirewall } from './change.ts'
import { currentRules, identityOf, readRules, withoutDoubles } from './rule.ts'
import type { Droplets, Rules, TagsOfFirewall } from './schema.ts'
import { requireTagScopes } from './scopes.ts'

/** A rule that is there already is not added. */
export const addRules = (ctx: Ctx, firewall_id: string, wanted: Rules) =>
  changeRules(ctx, firewall_id, wanted, (current, added) => withoutDoubles([...current, ...added]))

/** A rule that is not there in just this way is refused: to think that it is gone now would be a mistake. */
export const removeRules = (ctx: Ctx, firewall_id: string, wanted: Rules) =>
  changeRules(ctx, firewall_id, wanted, (current, removed, field) => {
    const known = new Set(current.map(identityOf))
    const missing = removed.find((rule) => !known.has(identityOf(rule)))
    if (missing)
      throw invalid(
        `${field}: the firewall has no rule for ${missing.protocol}, ports ${missing.ports}, with exactly what is given.`,
      )
    const gone = new Set(removed.map(identityOf))
    return current.filter((rule) => !gone.has(identityOf(rule)))
  })

export async function addDroplets(ctx: Ctx, firewall_id: string, wanted: Droplets): Promise<void> {
  const droplet_ids = wanted.droplet_ids ?? []
  await changeFirewall(ctx, firewall_id, {
    droplet_ids,
    async change(tx, firewall) {
      await attachDroplets(ctx, tx, firewall_id, droplet_ids)
      return { firewall, rules_changed: false }
    },
  })
}

/** One that is not attached changes nothing. */
export const removeDroplets = (ctx: Ctx, firewall_id: string, { droplet_ids }: Droplets) =>
  detach(
    ctx,
    firewall_id,
    (droplet_ids ?? []).map((id) => ({ kind: 'droplet', id: String(id) })),
  )

export async function addTags(ctx: Ctx, firewall_id: string, wanted: TagsOfFirewall): Promise<void> {
  const tags = wanted.tags ?? []
  await changeFirewall(ctx, firewall_id, {
    async change(tx, firewall) {
      requireTagScopes(ctx, tags)
      await attachTags(ctx, tx, firewall_id, tags)
      return { firewall, rules_changed: false }
    },
  })
}

/** One that is not attached changes nothing. */
export async function removeTags(ctx: Ctx, firewall_id: string, { tags }: TagsOfFirewall): Promise<void> {
  requireTagScopes(ctx, tags ?? [])
  await detach(ctx, firewall_id, (tags ?? []).map(tagRef))
}

async function detach(ctx: Ctx, firewall_id: string, refs: readonly Ref[]): Promise<void> {
  const { account } = ctx.principal
  const from = { kind: 'firewall', id: firewall_id }
  await changeFirewall(ctx, firewall_id, {
    async change(tx, firewall) {
      for (const to of refs) await unlink(tx, { account, from, to })
      return { firewall, rules_changed: false }
    },
  })
}

async function changeRules(
  ctx: Ctx,
  firewall_id: string,
  wanted: Rules,
  combine: (current: Rule[], given: Rule[], field: string) => Rule[],
): Promise<void> {
  await changeFirewall(ctx, firewall_id, {
    async change(tx, firewall) {
      const given = await readRules(ctx, tx, wanted)
      const current = await currentRules(tx, firewall.account, firewall.body)
      const inbound_rules = combine(current.inbound_rules, given.inbound_rules, 'inbound_rules')
      const outbound_rules = combine(current.outbound_rules, given.outbound_rules, 'outbound_rules')
      return {
        firewall: { ...firewall, body: { ...firewall.body, inbound_rules, outbound_rules } },
        rules_changed: true,
      }
    },
  })
}
