// How many documents an account has of a kind, and which position the next one takes.
import type { Db } from '../database.ts'
import { prepared } from '../prepared.ts'
import { type CountRow, locksRows, tables } from './tables.ts'

/** `first` is the position of the first that an account ever has. */
export interface Counted {
  account: string
  kind: string
  first: number
}

const nextCount = prepared<CountRow, CountRow>((db, slot) =>
  tables(db)
    .insertInto('document_counts')
    .values({
      account: slot('account'),
      kind: slot('kind'),
      total: slot('total'),
      last_position: slot('last_position'),
    })
    .onConflict((on) =>
      on.columns(['account', 'kind']).doUpdateSet((it) => ({
        total: it('document_counts.total', '+', 1),
        last_position: it('document_counts.last_position', '+', 1),
      })),
    )
    .returningAll(),
)

/** The next position of a kind, and how many of it there are with this one. Positions are never given twice. */
export async function countIn(tx: Db, { account, kind, first }: Counted): Promise<CountRow> {
  const [row] = await nextCount(tx, { account, kind, total: 1, last_position: first })
  return row as CountRow
}

export async function countOf(db: Db, account: string, kind: string): Promise<number> {
  const row = await tables(db)
    .selectFrom('document_counts')
    .select('total')
    .where('account', '=', account)
    .where('kind', '=', kind)
    .executeTakeFirst()
  return row?.total ?? 0
}

export async function countOut(tx: Db, account: string, kind: string, number = 1): Promise<void> {
  await tables(tx)
    .updateTable('document_counts')
    .set((it) => ({ total: it('total', '-', number) }))
    .where('account', '=', account)
    .where('kind', '=', kind)
    .execute()
}

/** Until the transaction ends nobody else counts one in or out. */
export async function holdCount(tx: Db, { account, kind, first }: Counted): Promise<void> {
  if (!locksRows(tx)) return
  await tables(tx)
    .insertInto('document_counts')
    .values({ account, kind, total: 0, last_position: first - 1 })
    .onConflict((on) =>
      on.columns(['account', 'kind']).doUpdateSet((it) => ({ total: it.ref('document_counts.total') })),
    )
    .execute()
}
