// Which region's store a request means.
import type { Ctx, Deps, Region, Store } from '../../kernel/ctx.ts'
import { badRequest, notFound, unavailable } from '../../kernel/errors.ts'
import { StoreUnavailable } from '../../store/database.ts'
import { isOver } from './purge.ts'
import { findSecret, type Key } from './store.ts'

export interface Place {
  region: string
  store: Store
  key: Key
}

/** The place of `name` in a region that the caller has named. */
export async function knownRegion(ctx: Ctx, region: string, name: string): Promise<Place> {
  ctx.audit.resource = `do:secret:${name}`
  const known = ctx.deps.regions.get(region)
  if (!known) throw unknownRegion(ctx.deps, region)
  ctx.audit.region = region
  return { region, store: await known.open(), key: { account: ctx.principal.account, name } }
}

export const unknownRegion = ({ regions }: Deps, got: string) =>
  badRequest(`region must be one of ${[...regions.keys()].join(', ')}, got ${quote(got)}.`)

/** The region that was named, or else the one region that has the name. */
export async function placeOf(ctx: Ctx, name: string, region: string | undefined): Promise<Place> {
  if (region !== undefined) return knownRegion(ctx, region, name)
  ctx.audit.resource = `do:secret:${name}`
  const key = { account: ctx.principal.account, name }
  const { answers, unavailable_regions } = await askRegions(
    ctx,
    [...ctx.deps.regions.values()],
    async (store) => {
      const row = await findSecret(store.database.read, key)
      return row !== undefined && !isOver(ctx.deps, row)
    },
  )
  const having = answers.filter((answer) => answer.value)
  if (having.length > 1)
    throw badRequest(`region is required: ${name} exists in ${having.map((it) => it.region).join(', ')}.`)
  const [only] = having
  if (only) return knownRegion(ctx, only.region, name)
  if (unavailable_regions.length > 0)
    throw unavailable(
      `Could not look for ${name} in ${unavailable_regions.join(', ')}. Name its region, or try again.`,
    )
  throw notFound()
}

export interface Answer<Value> {
  region: string
  value: Value
}

export interface Asked<Value> {
  answers: Array<Answer<Value>>
  unavailable_regions: string[]
}

class RegionLate extends Error {}

/**
 * Asks regions all at once. One that cannot serve, or does not answer in time, is named and costs the others nothing;
 * any other failure is a bug, and is thrown. The answers are in the order of `regions`, whichever came first.
 */
export async function askRegions<Value>(
  { deps }: Ctx,
  regions: Region[],
  question: (store: Store, region: string) => Promise<Value>,
): Promise<Asked<Value>> {
  const asked: Asked<Value> = { answers: [], unavailable_regions: [] }
  const deadline = AbortSignal.timeout(deps.limits.region_deadline_ms)
  const late = new Promise<never>((_, reject) => {
    deadline.addEventListener('abort', () => reject(new RegionLate('the region did not answer in time')))
  })
  late.catch(() => {})
  const ask = async ({ slug, open }: Region) => {
    try {
      const value = await Promise.race([open().then((store) => question(store, slug)), late])
      asked.answers.push({ region: slug, value })
    } catch (error) {
      if (!(error instanceof StoreUnavailable || error instanceof RegionLate)) throw error
      deps.log.warn({ err: error, region: slug }, 'a region could not be asked')
      asked.unavailable_regions.push(slug)
    }
  }
  await Promise.all(regions.map(ask))
  const order = new Map(regions.map(({ slug }, index) => [slug, index]))
  asked.answers.sort((a, b) => (order.get(a.region) ?? 0) - (order.get(b.region) ?? 0))
  asked.unavailable_regions.sort()
  return asked
}

const quote = (text: string) => JSON.stringify(text.slice(0, 60))
