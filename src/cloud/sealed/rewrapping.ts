// After `rockpool keys rotate`: every data key of a table is wrapped anew, a few at a time, while the server serves.
import type { Deps, Store } from '../../kernel/ctx.ts'
import type { Db } from '../../store/database.ts'
import { VaultError } from '../../vault/aead.ts'
import { UnknownRingKey } from '../../vault/keyring.ts'
import { rewrap, type Sealed } from '../../vault/seal.ts'

/** A table whose rows are sealed. */
export interface SealedTable<Row extends Sealed> {
  /** What the row was sealed for. */
  placeOf(row: Row): string
  /** In the order of their keys, from just after that of `after`, if there is one. */
  listNotUnder(db: Db, ring_key: string, after: Row | undefined, limit: number): Promise<Row[]>
  /** Puts the same data key in place under another ring key, unless the row has changed since it was read. */
  replaceWrapping(tx: Db, old: Row, wrapped: Sealed): Promise<void>
}

const BATCH = 50

export async function rewrapTable<Row extends Sealed>(
  deps: Deps,
  store: Store,
  table: SealedTable<Row>,
): Promise<void> {
  await store.refreshRing()
  // A key goes when no row names it, so with one key left there is nothing to look for.
  if (store.ring.keys.size === 1) return
  let after: Row | undefined
  for (;;) {
    const { database, ring } = store
    const rows = await table.listNotUnder(database.read, ring.current, after, BATCH)
    after = rows.at(-1)
    if (!after) return
    await rewrapRows(deps, store, table, rows)
    await nextTurn()
  }
}

async function rewrapRows<Row extends Sealed>(
  deps: Deps,
  { database, ring }: Store,
  table: SealedTable<Row>,
  rows: Row[],
): Promise<void> {
  const wrapped = rows.flatMap((row) => {
    const place = table.placeOf(row)
    const sealed = rewrapOrTell(deps, place, () => rewrap(ring, place, row))
    return sealed ? [{ row, sealed }] : []
  })
  if (wrapped.length === 0) return
  await database.transact(async (tx) => {
    for (const { row, sealed } of wrapped) await table.replaceWrapping(tx, row, sealed)
  })
}

/** One row that was tampered with must not keep all others under the old key; the old key stays for it. */
function rewrapOrTell({ log }: Deps, place: string, work: () => Sealed): Sealed | undefined {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof VaultError) || error instanceof UnknownRingKey) throw error
    log.error({ err: error, place }, 'a sealed row does not open, so it stays under its old key')
    return undefined
  }
}

/** Lets requests in between batches. */
const nextTurn = () => new Promise((resolve) => setImmediate(resolve))
