// The shapes that answers of many areas have in common.
import { type Static, type TSchema, Type } from 'typebox'
import type { Ctx } from '../kernel/ctx.ts'
import { forbidden, invalid } from '../kernel/errors.ts'
import { Links, type Paging, pageLinks } from '../kernel/paging.ts'
import { grants } from '../kernel/scopes.ts'

export const Time = Type.String({ format: 'date-time' })
export const Uuid = Type.String({
  pattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
  description: 'a UUID',
})
/** The integer id of a path, a query or a body. */
export const IntegerId = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })
export const Slugs = Type.Array(Type.String())
export const Nothing = Type.Null()
// NUL is the one character that PostgreSQL cannot keep.
export const Text = (maxLength: number) =>
  Type.String({ maxLength, pattern: '^[^\\u0000]*$', description: 'text without NUL characters' })

// Written as types and enums, not as alternatives, which are validated anew each time an answer is serialized.
export const oneOf = <Text extends string>(...texts: Text[]) =>
  Type.Unsafe<Text>({ type: 'string', enum: texts })

export const orNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()])

/** For what clients send as null where they mean to leave it out. The schema is of one JSON type and no enum. */
export const optionalOrNull = <Schema extends TSchema>(schema: Schema & { type: string }) =>
  Type.Optional(Type.Unsafe<Static<Schema> | null>({ ...schema, type: [schema.type, 'null'] }))

/** `{ [key]: […], links, meta }`, the answer of every list. */
export const ListOf = <Key extends string, Item extends TSchema>(key: Key, item: Item) =>
  Type.Object({
    ...({ [key]: Type.Array(item) } as { [K in Key]: ReturnType<typeof Type.Array<Item>> }),
    links: Links,
    meta: Type.Object({ total: Type.Integer() }),
  })

/** The links and meta of a list; beside them stand the items. */
export const listEnds = (ctx: Ctx, paging: Paging, total: number) => ({
  links: pageLinks(ctx, paging, total),
  meta: { total },
})

/** What of a list that is in memory is on the page. */
export const pageOf = <Item>(items: readonly Item[], { page, per_page }: Paging): Item[] =>
  items.slice((page - 1) * per_page, page * per_page)

/** For what only some requests to a route need. */
export function requireScope({ principal }: Ctx, scope: string): void {
  if (!grants(principal.scopes, scope)) throw forbidden(scope)
}

/** `field` names what there is no such thing of: `region: there is no region "x".` */
export const unknown = (field: string, what: string, got: unknown) =>
  invalid(`${field}: there is no ${what} ${JSON.stringify(String(got).slice(0, 60))}.`)
