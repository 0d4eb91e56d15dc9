import { type Static, Type } from 'typebox'
import { oneOf, Text, Time } from '../../cloud/wire.ts'
import { Links } from '../../kernel/paging.ts'

const TierSlug = oneOf('starter', 'basic', 'professional')
export type TierSlug = Static<typeof TierSlug>

// Requests.
const Name = Type.String({
  pattern: '^[a-z0-9-]{1,63}$',
  description: '1 to 63 lower-case letters, digits or hyphens',
})
export const CreateRegistry = Type.Object({
  name: Name,
  region: Type.Optional(Text(20)),
  subscription_tier_slug: Type.Optional(TierSlug),
})
export type CreateRegistry = Static<typeof CreateRegistry>
export const ValidateName = Type.Object({ name: Name })
export const UpdateSubscription = Type.Object({ tier_slug: TierSlug })
export const ByName = Type.Object({ registry_name: Text(255) })
export const ListQuery = Type.Object({ uuid: Type.Optional(Text(64)) })
export type ListQuery = Static<typeof ListQuery>

/** As much as clients take for the most: 50 years. */
const EXPIRY_MAX_SECONDS = 1_576_800_000
export const CredentialsQuery = Type.Object({
  expiry_seconds: Type.Integer({ minimum: 0, maximum: EXPIRY_MAX_SECONDS, default: 0 }),
  read_write: Type.Boolean({ default: false }),
})
export type CredentialsQuery = Static<typeof CredentialsQuery>

// Answers.
const Tier = Type.Object({
  name: Type.String(),
  slug: TierSlug,
  included_repositories: Type.Integer(),
  included_storage_bytes: Type.Integer(),
  allow_storage_overage: Type.Boolean(),
  included_bandwidth_bytes: Type.Integer(),
  monthly_price_in_cents: Type.Integer(),
  storage_overage_price_in_cents: Type.Integer(),
})
export type Tier = Static<typeof Tier>
const Subscription = Type.Object({ tier: Tier, created_at: Time, updated_at: Time })
export type Subscription = Static<typeof Subscription>
export const SubscriptionAnswer = Type.Object({ subscription: Subscription })
export type SubscriptionAnswer = Static<typeof SubscriptionAnswer>

/** `uuid` is what the Go client reads beside the documented fields. */
const Registry = Type.Object({
  uuid: Type.String(),
  name: Type.String(),
  created_at: Time,
  region: Type.String(),
  storage_usage_bytes: Type.Integer(),
  storage_usage_bytes_updated_at: Time,
  subscription: Subscription,
})
export type Registry = Static<typeof Registry>
export const RegistryAnswer = Type.Object({ registry: Registry })
export type RegistryAnswer = Static<typeof RegistryAnswer>
export const RegistryList = Type.Object({
  registries: Type.Array(Registry),
  total_storage_usage_bytes: Type.Integer(),
  links: Links,
  meta: Type.Object({ total: Type.Integer() }),
})
export type RegistryList = Static<typeof RegistryList>

// Nothing is stored and there are no repositories, so that no other limit is ever passed.
const Reason = oneOf('OverRegistryLimit')
export type Reason = Static<typeof Reason>
const OfferedTier = Type.Object({
  ...Tier.properties,
  eligible: Type.Boolean(),
  eligibility_reasons: Type.Array(Reason),
})
export const OptionsAnswer = Type.Object({
  options: Type.Object({
    available_regions: Type.Array(Type.String()),
    subscription_tiers: Type.Array(OfferedTier),
  }),
})
export type OptionsAnswer = Static<typeof OptionsAnswer>

export const CredentialsAnswer = Type.Object({
  auths: Type.Object({
    'registry.digitalocean.com': Type.Object({ auth: Type.String({ format: 'password' }) }),
  }),
})
export type CredentialsAnswer = Static<typeof CredentialsAnswer>
