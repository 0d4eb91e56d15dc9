import { sizes } from '../../cloud/catalogue.ts'
import { pageOf } from '../../cloud/pages.ts'
import type { Ctx } from '../../kernel/ctx.ts'
import type { Paging } from '../../kernel/paging.ts'
import type { SizeList } from './schema.ts'

export function listSizes(ctx: Ctx, query: Paging): SizeList {
  const { items, ...rest } = pageOf(ctx, query, sizes)
  return { sizes: items, ...rest }
}
