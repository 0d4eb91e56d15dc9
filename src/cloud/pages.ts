import { Type } from 'typebox'
import type { Ctx } from '../kernel/ctx.ts'
import { type Links, type Paging, pageLinks } from '../kernel/paging.ts'

/** The `meta` of every list of the emulated cloud. */
export const Meta = Type.Object({ total: Type.Integer() })

export interface Page<Item> {
  items: Item[]
  meta: { total: number }
  links: Links
}

/** A page of a list that is at hand as a whole. */
export function pageOf<Item>(ctx: Ctx, query: Paging, all: readonly Item[]): Page<Item> {
  const end = query.page * query.per_page
  return {
    items: all.slice(end - query.per_page, end),
    meta: { total: all.length },
    links: pageLinks(ctx, query, all.length),
  }
}
