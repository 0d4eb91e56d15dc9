// Which documents a list is of, as a query that reads no more than it answers.
import { sql } from 'kysely'
import type { Db } from '../database.ts'
import { countOf } from './counts.ts'
import { tables } from './tables.ts'

/** What a list is of. All that is given must hold. */
export interface Filter {
  name?: string | undefined
  /** The name, whatever the case of its letters. */
  any_case_name?: string | undefined
  /** Null is for those that have none. */
  type?: string | null | undefined
  region?: string | undefined
  /** Documents that this one refers to, such as a tag's. */
  linked_from?: Ref | undefined
  /** Documents that refer to this one. */
  linked_to?: Ref | undefined
}

export interface Ref {
  kind: string
  id: string
}

interface Kind {
  account: string
  kind: string
}

export function matching(
  db: Db,
  { account, kind }: Kind,
  { name, any_case_name, type, region, linked_from, linked_to }: Filter,
) {
  return tables(db)
    .selectFrom('documents')
    .where('documents.account', '=', account)
    .where('documents.kind', '=', kind)
    .$if(name !== undefined, (it) => it.where('documents.name', '=', name as string))
    .$if(any_case_name !== undefined, (it) =>
      it.where(sql`lower(documents.name)`, '=', any_case_name?.toLowerCase()),
    )
    .$if(type !== undefined, (it) =>
      it.where('documents.type', type === null ? 'is' : '=', type as string | null),
    )
    .$if(region !== undefined, (it) => it.where('documents.region', '=', region as string))
    .$if(linked_from !== undefined, (it) =>
      it.innerJoin('document_links as held', (join) =>
        join
          .onRef('held.to_id', '=', 'documents.id')
          .on('held.account', '=', account)
          .on('held.kind', '=', linked_from?.kind ?? '')
          .on('held.id', '=', linked_from?.id ?? '')
          .on('held.to_kind', '=', kind),
      ),
    )
    .$if(linked_to !== undefined, (it) =>
      it.innerJoin('document_links as holder', (join) =>
        join
          .onRef('holder.id', '=', 'documents.id')
          .on('holder.account', '=', account)
          .on('holder.to_kind', '=', linked_to?.kind ?? '')
          .on('holder.to_id', '=', linked_to?.id ?? '')
          .on('holder.kind', '=', kind),
      ),
    )
}

/** The order of creation, by the index of what the query starts from: an engine left to itself would scan all documents. */
export function orderOf({ linked_from, linked_to }: Filter) {
  if (linked_from) return sql.ref<number>('held.to_position')
  return sql.ref<number>(linked_to ? 'holder.position' : 'documents.position')
}

export async function countMatching(db: Db, kind: Kind, filter: Filter): Promise<number> {
  const { linked_from, linked_to, ...columns } = filter
  const by_column = Object.values(columns).some((it) => it !== undefined)
  if (!by_column && !linked_from && !linked_to) return countOf(db, kind.account, kind.kind)
  if (!by_column && !(linked_from && linked_to)) return countLinked(db, kind, filter)
  const counted = matching(db, kind, filter).select((it) => it.fn.countAll<number>().as('rows'))
  return (await counted.executeTakeFirst())?.rows ?? 0
}

/** Without a look at the documents. */
async function countLinked(
  db: Db,
  { account, kind }: Kind,
  { linked_from, linked_to }: Filter,
): Promise<number> {
  let query = tables(db).selectFrom('document_links').where('account', '=', account)
  if (linked_from)
    query = query
      .where('kind', '=', linked_from.kind)
      .where('id', '=', linked_from.id)
      .where('to_kind', '=', kind)
  if (linked_to)
    query = query
      .where('to_kind', '=', linked_to.kind)
      .where('to_id', '=', linked_to.id)
      .where('kind', '=', kind)
  const counted = query.select((it) => it.fn.countAll<number>().as('rows'))
  return (await counted.executeTakeFirst())?.rows ?? 0
}
