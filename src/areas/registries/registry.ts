// Container registries: names that are unique on the whole server, each in a region. Nothing can be pushed to one.
import { atomicallyRevoking } from '../../cloud/tokens/issuing.ts'
import { revokeAllIssued } from '../../cloud/tokens/store.ts'
import { atomically, type Ctx } from '../../kernel/ctx.ts'
import { badRequest, conflict } from '../../kernel/errors.ts'
import type { Db } from '../../store/database.ts'
import { issuedFor } from './credentials.ts'
import {
  getRegistry,
  holdNames,
  lockRegistry,
  onlyRegistryName,
  type RegistryDocument,
  registries,
} from './document.ts'
import { removeCollections } from './garbage_collections/garbage_collection.ts'
import type { CreateRegistry, ListQuery, Registry, RegistryAnswer, RegistryList } from './schema.ts'
import {
  findSubscription,
  getSubscription,
  type SubscriptionDocument,
  shownSubscription,
  subscribe,
  unsubscribeWithoutRegistries,
} from './subscription.ts'
import { REGIONS } from './tier.ts'

const DEFAULT_REGION = 'nyc3'
/** What follows `/v2/registries/` in paths of other operations: a registry of that name could not be read, nor deleted. */
const RESERVED = ['options', 'subscription', 'validate-name']

/** An account has ten at most. */
export async function listRegistries({ deps, principal }: Ctx, { uuid }: ListQuery): Promise<RegistryList> {
  const { read } = deps.main.database
  // First, for without one there were no registries, whatever is made or deleted meanwhile.
  const subscription = await findSubscription(read, principal.account)
  if (!subscription) return listOf([])
  const all = await registries.all(read, principal.account)
  const wanted = all.filter(({ body }) => uuid === undefined || body.uuid === uuid)
  return listOf(wanted.map((it) => shownRegistry(it, subscription)))
}

const listOf = (registries: Registry[]): RegistryList => ({
  registries,
  total_storage_usage_bytes: 0,
  links: {},
  meta: { total: registries.length },
})

export async function readRegistry(ctx: Ctx, name: string): Promise<RegistryAnswer> {
  const known = await getRegistry(ctx, name)
  const subscription = await getSubscription(ctx.deps.main.database.read, ctx.principal.account)
  return { registry: shownRegistry(known, subscription) }
}

export async function readOnlyRegistry(ctx: Ctx): Promise<RegistryAnswer> {
  return readRegistry(ctx, await onlyRegistryName(ctx.deps.main.database.read, ctx.principal.account))
}

export async function createRegistry(ctx: Ctx, wanted: CreateRegistry): Promise<RegistryAnswer> {
  const { account } = ctx.principal
  const { name, region = DEFAULT_REGION, subscription_tier_slug } = wanted
  requireOffered(region)
  return atomically(ctx, ctx.deps.main, async (tx) => {
    await holdNames(tx)
    await registries.holdAll(tx, account)
    ctx.audit.resource = `do:registry:${name}`
    await requireFree(tx, name)
    const subscription = await subscribe(ctx, tx, subscription_tier_slug)
    const created_at = ctx.deps.now().toISOString()
    const body = { uuid: crypto.randomUUID() }
    const { document } = await registries.insert(tx, { account, id: name, name, region, created_at, body })
    return { registry: shownRegistry(document, subscription) }
  })
}

export async function validateName({ deps }: Ctx, name: string): Promise<void> {
  await requireFree(deps.main.database.read, name)
}

export const deleteRegistry = (ctx: Ctx, name: string): Promise<void> => remove(ctx, async () => name)

export const deleteOnlyRegistry = (ctx: Ctx): Promise<void> =>
  remove(ctx, (tx) => onlyRegistryName(tx, ctx.principal.account))

/** With all that belongs to it: its credentials would log in to nothing. */
async function remove(ctx: Ctx, nameIn: (tx: Db) => Promise<string>): Promise<void> {
  const { account } = ctx.principal
  await atomicallyRevoking(ctx, async (tx) => {
    await registries.holdAll(tx, account)
    const known = await lockRegistry(ctx, tx, await nameIn(tx))
    await removeCollections(tx, known)
    await registries.remove(tx, account, known.id)
    await revokeAllIssued(tx, { account, issued_for: issuedFor(known) }, ctx.deps.now().toISOString())
    await unsubscribeWithoutRegistries(tx, account)
  })
}

function requireOffered(region: string): void {
  if (!REGIONS.includes(region))
    throw badRequest(`region must be one of ${REGIONS.join(', ')}, got ${JSON.stringify(region)}.`)
}

async function requireFree(db: Db, name: string): Promise<void> {
  if (RESERVED.includes(name)) throw badRequest(`name must be none of ${RESERVED.join(', ')}, got "${name}".`)
  const [taken] = await registries.findAnywhere(db, [name])
  if (taken) throw conflict(`name: there is a container registry "${name}" already. Names are unique.`)
}

const shownRegistry = (
  { name, region, created_at, body }: RegistryDocument,
  subscription: SubscriptionDocument,
): Registry => ({
  uuid: body.uuid,
  name,
  created_at,
  region: region ?? DEFAULT_REGION,
  storage_usage_bytes: 0,
  storage_usage_bytes_updated_at: created_at,
  subscription: shownSubscription(subscription),
})
