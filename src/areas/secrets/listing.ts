import type { Ctx } from '../../kernel/ctx.ts'
import { pageCount, pageLinks } from '../../kernel/paging.ts'
import { countSecrets, listSecrets } from './listing_store.ts'
import { recoveryDeadline } from './purge.ts'
import { askRegions, unknownRegion } from './region.ts'
import type { ListedSecret, ListQuery, SecretList } from './schema.ts'
import type { SecretRow } from './store.ts'

/** By name, then region. Each region gives what could be on the page if it alone had names that sort so early. */
export async function listAllSecrets(ctx: Ctx, query: ListQuery): Promise<SecretList> {
  const { page, per_page } = query
  const filter = {
    account: ctx.principal.account,
    prefix: query.name,
    deleted: query.deleted,
    gone_until: recoveryDeadline(ctx.deps),
  }
  const end = page * per_page
  const { answers, unavailable_regions } = await askRegions(
    ctx,
    regionsOf(ctx, query),
    async ({ database }, region) => {
      const total = await countSecrets(database.read, filter)
      const rows = await listSecrets(database.read, filter, Math.min(end, total))
      return { total, secrets: rows.map((row) => listed(region, row)) }
    },
  )
  const total = answers.reduce((sum, { value }) => sum + value.total, 0)
  const secrets = answers.flatMap(({ value }) => value.secrets).sort(byName)
  return {
    secrets: secrets.slice(end - per_page, end),
    meta: { page, pages: pageCount(total, per_page), total },
    links: pageLinks(ctx, query, total),
    unavailable_regions,
  }
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

function byName(a: ListedSecret, b: ListedSecret): number {
  if (a.secret !== b.secret) return a.secret < b.secret ? -1 : 1
  return a.region < b.region ? -1 : 1
}
