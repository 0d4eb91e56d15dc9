import { regions } from '../../cloud/catalogue.ts'
import { pageOf } from '../../cloud/pages.ts'
import type { Ctx } from '../../kernel/ctx.ts'
import type { Paging } from '../../kernel/paging.ts'
import { grants } from '../../kernel/scopes.ts'
import type { RegionList } from './schema.ts'

/** What sizes a region has is shown only to a token that may read sizes. */
export function listRegions(ctx: Ctx, query: Paging): RegionList {
  const { items, ...rest } = pageOf(ctx, query, regions)
  if (grants(ctx.principal.scopes, 'sizes:read')) return { regions: items, ...rest }
  return { regions: items.map((region) => ({ ...region, sizes: [] })), ...rest }
}
