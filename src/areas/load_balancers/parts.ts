// Changes to a part of a load balancer: some Droplets, some forwarding rules, or what it has cached.
import { useCertificates } from '../../cloud/certificates.ts'
import { lockDroplets } from '../../cloud/droplets.ts'
import { atomically, type Ctx } from '../../kernel/ctx.ts'
import { invalid } from '../../kernel/errors.ts'
import type { ForwardingRule, Place } from './answer_schema.ts'
import * as backends from './backends.ts'
import { lockBalancer } from './balancer.ts'
import { balancerRef, loadBalancers } from './document.ts'
import { addRules, removeRules } from './forwarding.ts'
import type { ForwardingRuleRequest } from './schema.ts'
import { certificatesOf } from './settings.ts'

export async function addDroplets(ctx: Ctx, id: string, droplet_ids: number[]): Promise<void> {
  await atomically(ctx, ctx.deps.main, async (tx) => {
    const locked = await lockDroplets(tx, ctx.principal.account, droplet_ids)
    const balancer = await lockBalancer(ctx, tx, id)
    await backends.requireNoTag(tx, balancer)
    await backends.addDroplets(ctx, tx, balancer, { droplet_ids, locked })
  })
}

export async function removeDroplets(ctx: Ctx, id: string, droplet_ids: number[]): Promise<void> {
  await atomically(ctx, ctx.deps.main, async (tx) => {
    const balancer = await lockBalancer(ctx, tx, id)
    await backends.requireNoTag(tx, balancer)
    await backends.removeDroplets(tx, balancer, droplet_ids)
  })
}

export const addForwardingRules = (ctx: Ctx, id: string, rules: ForwardingRuleRequest[]) =>
  changeRules(ctx, id, (known, type) => addRules(known, rules, type))

export const removeForwardingRules = (ctx: Ctx, id: string, rules: ForwardingRuleRequest[]) =>
  changeRules(ctx, id, (known, type) => removeRules(known, rules, type))

async function changeRules(
  ctx: Ctx,
  id: string,
  change: (known: readonly ForwardingRule[], type: Place['type']) => ForwardingRule[],
): Promise<void> {
  await atomically(ctx, ctx.deps.main, async (tx) => {
    const known = await lockBalancer(ctx, tx, id)
    const { forwarding_rules: rules = [], ...rest } = known.body
    const forwarding_rules = change(rules, rest.type)
    const body = { ...rest, ...(forwarding_rules.length > 0 && { forwarding_rules }) }
    await loadBalancers.replace(tx, { ...known, body })
    await useCertificates(ctx, tx, balancerRef(id), certificatesOf(body))
  })
}

/** Nothing is cached here, so there is nothing to do but to say that it is gone. */
export async function purgeCache(ctx: Ctx, id: string): Promise<void> {
  await atomically(ctx, ctx.deps.main, async (tx) => {
    const { body } = await lockBalancer(ctx, tx, id)
    if (body.type !== 'GLOBAL')
      throw invalid(`Only a GLOBAL load balancer has a cache, and this one is ${body.type}.`)
  })
}
