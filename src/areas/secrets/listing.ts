import type { Ctx } from '../../kernel/ctx.ts'
import { type Paging, pageCount, pageLinks } from '../../kernel/paging.ts'
import type { Db } from '../../store/database.ts'
import { countSecrets, type Filter, listNames, listSecrets, type Span } from './listing_store.ts'
import { recoveryDeadline } from './purge.ts'
import { type Answer, type Asked, askRegions, unknownRegion } from './region.ts'
import type { ListedSecret, ListQuery, SecretList } from './schema.ts'
import type { SecretRow } from './store.ts'

/**
 * By name, then region. Regions are first asked how many they have, so that a page past the end fetches nothing.
 * For any other they give what is on it and, where a deep page must be found between them, names.
 */
export async function listAllSecrets(ctx: Ctx, query: ListQuery): Promise<SecretList> {
  const filter = {
    account: ctx.principal.account,
    prefix: query.name,
    deleted: query.deleted,
    gone_until: recoveryDeadline(ctx.deps),
  }
  const counted = await askRegions(ctx, regionsOf(ctx, query), ({ database }) =>
    countSecrets(database.read, filter),
  )
  const spans = await narrowed(ctx, query, filter, spansOf(query, counted.answers))
  const fetched = await askSpans(ctx, spans.answers, (db, span) => listSecrets(db, filter, span))
  const lost = [...spans.unavailable_regions, ...fetched.unavailable_regions]
  const total = totalOf(counted.answers.filter(({ region }) => !lost.includes(region)))
  const secrets = fetched.answers.flatMap(({ region, value }) => value.map((row) => listed(region, row)))
  return {
    secrets: secrets.sort(byName).slice(0, query.per_page),
    meta: { page: query.page, pages: pageCount(total, query.per_page), total },
    links: pageLinks(ctx, query, total),
    unavailable_regions: [...counted.unavailable_regions, ...lost].sort(),
  }
}

const startOf = ({ page, per_page }: Paging) => (page - 1) * per_page

/**
 * Where in each region the page's secrets must be; nowhere if it is past the end. What would come before the page
 * though all of the other regions came before it is skipped; so is what comes too late in its own region already.
 */
function spansOf(query: Paging, counts: Array<Answer<number>>): Array<Answer<Span>> {
  const start = startOf(query)
  const total = totalOf(counts)
  if (start >= total) return []
  return counts
    .filter(({ value }) => value > 0)
    .map(({ region, value }) => {
      const offset = Math.max(0, start - (total - value))
      return { region, value: { offset, limit: start + query.per_page - offset } }
    })
}

/** The same spans, but no more in all than fits on the page: where they hold more, their names are merged first. */
async function narrowed(
  ctx: Ctx,
  query: Paging,
  filter: Filter,
  spans: Array<Answer<Span>>,
): Promise<Asked<Span>> {
  if (spans.every(({ value }) => value.limit <= query.per_page))
    return { answers: spans, unavailable_regions: [] }
  const named = await askSpans(ctx, spans, (db, span) => listNames(db, filter, span))
  const offsets = new Map(spans.map(({ region, value }) => [region, value.offset]))
  const skipped = named.answers.reduce((sum, { region }) => sum + (offsets.get(region) ?? 0), 0)
  const start = startOf(query) - skipped
  const merged = named.answers
    .flatMap(({ region, value }) => value.map((secret) => ({ region, secret })))
    .sort(byName)
  const before = countByRegion(merged.slice(0, start))
  const on_page = countByRegion(merged.slice(start, start + query.per_page))
  const answers = [...on_page].map(([region, limit]) => {
    return { region, value: { offset: (offsets.get(region) ?? 0) + (before.get(region) ?? 0), limit } }
  })
  return { answers, unavailable_regions: named.unavailable_regions }
}

/** Asks each region about its span. */
function askSpans<Row>(
  ctx: Ctx,
  spans: Array<Answer<Span>>,
  question: (db: Db, span: Span) => Promise<Row[]>,
): Promise<Asked<Row[]>> {
  const asked = new Map(spans.map(({ region, value }) => [region, value]))
  const regions = [...ctx.deps.regions.values()].filter(({ slug }) => asked.has(slug))
  return askRegions(ctx, regions, ({ database }, region) =>
    question(database.read, asked.get(region) as Span),
  )
}

const totalOf = (counts: Array<Answer<number>>) => counts.reduce((sum, { value }) => sum + value, 0)

function countByRegion(secrets: Named[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { region } of secrets) counts.set(region, (counts.get(region) ?? 0) + 1)
  return counts
}

function regionsOf({ deps }: Ctx, { region }: ListQuery) {
  if (region === undefined) return [...deps.regions.values()]
  const known = deps.regions.get(region)
  if (!known) throw unknownRegion(deps, region)
  return [known]
}

const listed = (region: string, row: SecretRow): ListedSecret => ({
  secret: row.name,
  region,
  version: row.version,
  created_at: row.created_at,
  updated_at: row.updated_at,
  ...(row.delete_requested_at !== null && { delete_requested_at: row.delete_requested_at }),
})

type Named = Pick<ListedSecret, 'secret' | 'region'>

function byName(a: Named, b: Named): number {
  if (a.secret !== b.secret) return a.secret < b.secret ? -1 : 1
  return a.region < b.region ? -1 : 1
}
