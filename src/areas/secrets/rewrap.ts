// After `rockpool keys rotate`: every data key is wrapped anew, a few at a time, while the server serves.
import type { Deps, Store } from '../../kernel/ctx.ts'
import { rewrap } from '../../vault/seal.ts'
import { listVersionsNotUnder, replaceWrapping } from './store.ts'
import { sealingPlace } from './values.ts'

const BATCH = 50

export async function rewrapSecrets(deps: Deps): Promise<void> {
  for (const store of await deps.openStores()) {
    if (store === deps.main) continue
    await store.refreshRing()
    while ((await rewrapBatch(store)) > 0) await nextTurn()
  }
}

/** How many versions it found under another key than the current one. */
async function rewrapBatch({ database, ring }: Store): Promise<number> {
  const rows = await listVersionsNotUnder(database.read, ring.current, BATCH)
  const wrapped = rows.map((row) => ({
    row,
    sealed: rewrap(ring, sealingPlace(database.name, row, row.version), row),
  }))
  if (wrapped.length > 0)
    await database.transact(async (tx) => {
      for (const { row, sealed } of wrapped) await replaceWrapping(tx, row, sealed)
    })
  return wrapped.length
}

/** Lets requests in between batches. */
const nextTurn = () => new Promise((resolve) => setImmediate(resolve))
