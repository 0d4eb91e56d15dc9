import { sizes } from '../../cloud/catalogue/catalogue.ts'
import { listEnds, pageOf } from '../../cloud/wire.ts'
import type { Ctx } from '../../kernel/ctx.ts'
import type { Paging } from '../../kernel/paging.ts'
import type { SizeList } from './schema.ts'

export function listSizes(ctx: Ctx, query: Paging): SizeList {
  return { sizes: pageOf(sizes, query), ...listEnds(ctx, query, sizes.length) }
}
