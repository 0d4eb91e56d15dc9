// What an account can subscribe to, as published in 2025 and 2026. Prices are for estimates: nothing is billed.
import { findRegion } from '../../cloud/catalogue/catalogue.ts'
import { preconditionFailed } from '../../kernel/errors.ts'
import type { OptionsAnswer, Reason, Tier, TierSlug } from './schema.ts'

const MIB = 1_048_576
const GIB = 1024 * MIB

interface OfferedTier {
  shown: Tier
  registries_max: number
}

/** From the smallest to the largest. Zero repositories stand for any number. */
const TIERS: Record<TierSlug, OfferedTier> = {
  starter: {
    registries_max: 1,
    shown: {
      name: 'Starter',
      slug: 'starter',
      included_repositories: 1,
      included_storage_bytes: 500 * MIB,
      allow_storage_overage: false,
      included_bandwidth_bytes: 500 * MIB,
      monthly_price_in_cents: 0,
      storage_overage_price_in_cents: 0,
    },
  },
  basic: {
    registries_max: 1,
    shown: {
      name: 'Basic',
      slug: 'basic',
      included_repositories: 5,
      included_storage_bytes: 5 * GIB,
      allow_storage_overage: true,
      included_bandwidth_bytes: 5 * GIB,
      monthly_price_in_cents: 500,
      storage_overage_price_in_cents: 2,
    },
  },
  professional: {
    registries_max: 10,
    shown: {
      name: 'Professional',
      slug: 'professional',
      included_repositories: 0,
      included_storage_bytes: 100 * GIB,
      allow_storage_overage: true,
      included_bandwidth_bytes: 100 * GIB,
      monthly_price_in_cents: 2000,
      storage_overage_price_in_cents: 2,
    },
  },
}

export const REGIONS = ['nyc3', 'sfo3', 'sfo2', 'ams3', 'sgp1', 'fra1', 'blr1', 'syd1'].filter(
  (slug) => findRegion(slug)?.available,
)

export const shownTier = (slug: TierSlug): Tier => TIERS[slug].shown

/** Why an account with so many registries cannot have the tier. */
const reasonsAgainst = (slug: TierSlug, registries: number): Reason[] =>
  registries > TIERS[slug].registries_max ? ['OverRegistryLimit'] : []

export function requireEligible(slug: TierSlug, registries: number): void {
  const reasons = reasonsAgainst(slug, registries)
  if (reasons.length === 0) return
  const most = TIERS[slug].registries_max
  throw preconditionFailed(
    `registry is not eligible for tier because: [${reasons.join(' ')}]. The tier ${slug} has at most ${most}; these would be ${registries}.`,
  )
}

export const shownOptions = (registries: number): OptionsAnswer => ({
  options: {
    available_regions: REGIONS,
    subscription_tiers: Object.values(TIERS).map(({ shown }) => {
      const eligibility_reasons = reasonsAgainst(shown.slug, registries)
      return { ...shown, eligible: eligibility_reasons.length === 0, eligibility_reasons }
    }),
  },
})
