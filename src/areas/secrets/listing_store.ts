// What a list asks of one region: which secrets, in the order of their names, and how many in all.
import type { Db } from '../../store/database.ts'
import { type SecretRow, tables } from './store.ts'

export interface Filter {
  account: string
  prefix: string | undefined
  deleted: boolean | undefined
  /** What was deleted at this time or earlier is gone, whether or not it was purged yet. */
  gone_until: string
}

export interface Span {
  offset: number
  limit: number
}

/** By name. */
export function listSecrets(db: Db, filter: Filter, { offset, limit }: Span): Promise<SecretRow[]> {
  return filtered(db, filter).selectAll().orderBy('name').limit(limit).offset(offset).execute()
}

export async function listNames(db: Db, filter: Filter, { offset, limit }: Span): Promise<string[]> {
  const rows = await filtered(db, filter).select('name').orderBy('name').limit(limit).offset(offset).execute()
  return rows.map(({ name }) => name)
}

export async function countSecrets(db: Db, filter: Filter): Promise<number> {
  if (filter.prefix !== undefined) return countRows(db, filter)
  const row = await tables(db)
    .selectFrom('secret_counts')
    .selectAll()
    .where('account', '=', filter.account)
    .executeTakeFirst()
  const { total, deleted } = row ?? { total: 0, deleted: 0 }
  if (filter.deleted === false) return total - deleted
  return (filter.deleted ? deleted : total) - (await countGone(db, filter))
}

async function countGone(db: Db, { account, gone_until }: Filter): Promise<number> {
  const row = await tables(db)
    .selectFrom('secrets')
    .select((it) => it.fn.countAll<number>().as('rows'))
    .where('account', '=', account)
    .where('delete_requested_at', '<=', gone_until)
    .executeTakeFirst()
  return row?.rows ?? 0
}

async function countRows(db: Db, filter: Filter): Promise<number> {
  const row = await filtered(db, filter)
    .select((it) => it.fn.countAll<number>().as('rows'))
    .executeTakeFirst()
  return row?.rows ?? 0
}

// Names are ASCII up to `z`; `{` is the character after it.
function filtered(db: Db, { account, prefix, deleted, gone_until }: Filter) {
  let query = tables(db).selectFrom('secrets').where('account', '=', account)
  if (prefix !== undefined) query = query.where('name', '>=', prefix).where('name', '<', `${prefix}{`)
  if (deleted === true) return query.where('delete_requested_at', '>', gone_until)
  if (deleted === false) return query.where('delete_requested_at', 'is', null)
  return query.where((it) =>
    it.or([it('delete_requested_at', 'is', null), it('delete_requested_at', '>', gone_until)]),
  )
}
