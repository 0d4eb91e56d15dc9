// What an account's registries share. It begins with the first of them and ends with the last.
import { atomically, type Ctx } from '../../kernel/ctx.ts'
import { notFound } from '../../kernel/errors.ts'
import type { Db } from '../../store/database.ts'
import { type Document, Documents } from '../../store/documents/documents.ts'
import { registries } from './document.ts'
import type { OptionsAnswer, Subscription, SubscriptionAnswer, TierSlug } from './schema.ts'
import { requireEligible, shownOptions, shownTier } from './tier.ts'

interface SubscriptionBody {
  tier: TierSlug
  updated_at: string
}
export type SubscriptionDocument = Document<SubscriptionBody>

const subscriptions = new Documents<SubscriptionBody>('registry_subscription')
const ID = 'subscription'
const FIRST_TIER: TierSlug = 'starter'

export async function listOptions({ deps, principal }: Ctx): Promise<OptionsAnswer> {
  return shownOptions(await registries.count(deps.main.database.read, principal.account))
}

export async function readSubscription({ deps, principal }: Ctx): Promise<SubscriptionAnswer> {
  return {
    subscription: shownSubscription(await getSubscription(deps.main.database.read, principal.account)),
  }
}

export function changeTier(ctx: Ctx, tier: TierSlug): Promise<SubscriptionAnswer> {
  const { account } = ctx.principal
  return atomically(ctx, ctx.deps.main, async (tx) => {
    await registries.holdAll(tx, account)
    ctx.audit.resource = 'do:registry:subscription'
    const known = await getSubscription(tx, account)
    requireEligible(tier, await registries.count(tx, account))
    return { subscription: shownSubscription(await withTier(ctx, tx, known, tier)) }
  })
}

/** For one registry more. Where no tier is named it is the present one. The caller holds all registries. */
export async function subscribe(ctx: Ctx, tx: Db, tier: TierSlug | undefined): Promise<SubscriptionDocument> {
  const { account } = ctx.principal
  const now = ctx.deps.now().toISOString()
  const known = await subscriptions.ensure(tx, {
    ...{ account, id: ID, name: ID, created_at: now },
    body: { tier: tier ?? FIRST_TIER, updated_at: now },
  })
  const wanted = tier ?? known.body.tier
  requireEligible(wanted, (await registries.count(tx, account)) + 1)
  return withTier(ctx, tx, known, wanted)
}

/** The caller holds all registries. */
export async function unsubscribeWithoutRegistries(tx: Db, account: string): Promise<void> {
  if ((await registries.count(tx, account)) === 0) await subscriptions.remove(tx, account, ID)
}

export const findSubscription = (db: Db, account: string): Promise<SubscriptionDocument | undefined> =>
  subscriptions.find(db, account, ID)

export async function getSubscription(db: Db, account: string): Promise<SubscriptionDocument> {
  const known = await findSubscription(db, account)
  if (!known) throw notFound('The account has no subscription: it begins with its first container registry.')
  return known
}

async function withTier(
  ctx: Ctx,
  tx: Db,
  known: SubscriptionDocument,
  tier: TierSlug,
): Promise<SubscriptionDocument> {
  if (known.body.tier === tier) return known
  const changed = { ...known, body: { tier, updated_at: ctx.deps.now().toISOString() } }
  await subscriptions.replace(tx, changed)
  return changed
}

export const shownSubscription = ({ created_at, body }: SubscriptionDocument): Subscription => ({
  tier: shownTier(body.tier),
  created_at,
  updated_at: body.updated_at,
})
