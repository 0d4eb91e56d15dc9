import { type Static, Type } from 'typebox'
import type { Ctx } from './ctx.ts'
import { badRequest } from './errors.ts'

/** The query of every list. */
export const Paging = Type.Object({
  page: Type.Integer({ minimum: 1, maximum: 2_147_483_647, default: 1, description: 'Which page, from 1' }),
  per_page: Type.Integer({ minimum: 1, maximum: 200, default: 20, description: 'Items on a page' }),
})
export type Paging = Static<typeof Paging>

const Link = Type.Optional(Type.String({ format: 'uri' }))
export const Links = Type.Object({
  pages: Type.Optional(Type.Object({ first: Link, prev: Link, next: Link, last: Link })),
})
export type Links = Static<typeof Links>

export const pageCount = (total: number, per_page: number) => Math.max(1, Math.ceil(total / per_page))

/**
 * The links that make sense from here: none on a single page, `next` and `last` on the first, `first` and `prev`
 * on the last. Clients stop where `next` is missing. Other query parameters are kept.
 */
export function pageLinks(ctx: Ctx, { page, per_page }: Paging, total: number): Links {
  const last = pageCount(total, per_page)
  if (last === 1 && page === 1) return {}
  const to = (target: number) => linkTo(ctx, target)
  return {
    pages: {
      ...(page > 1 && { first: to(1), prev: to(Math.min(page - 1, last)) }),
      ...(page < last && { next: to(page + 1), last: to(last) }),
    },
  }
}

function linkTo(ctx: Ctx, page: number): string {
  const url = requestUrl(ctx)
  url.searchParams.set('page', String(page))
  return url.href
}

/** What links in an answer are made from. */
export function requestUrl(ctx: Ctx): URL {
  if (!URL.canParse(ctx.url())) throw badRequest('host must be the name or address of this server.')
  return new URL(ctx.url())
}
