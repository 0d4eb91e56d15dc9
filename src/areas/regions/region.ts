import { regions } from '../../cloud/catalogue/catalogue.ts'
import { listEnds, pageOf } from '../../cloud/wire.ts'
import type { Ctx } from '../../kernel/ctx.ts'
import type { Paging } from '../../kernel/paging.ts'
import { grants } from '../../kernel/scopes.ts'
import type { RegionList } from './schema.ts'

/** What sizes a region has is shown only to a token that may read sizes. */
export function listRegions(ctx: Ctx, query: Paging): RegionList {
  const ends = listEnds(ctx, query, regions.length)
  const page = pageOf(regions, query)
  if (grants(ctx.principal.scopes, 'sizes:read')) return { regions: page, ...ends }
  return { regions: page.map((region) => ({ ...region, sizes: [] })), ...ends }
}
