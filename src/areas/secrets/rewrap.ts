// After `rockpool keys rotate`: every data key is wrapped anew, a few at a time, while the server serves.
import { inEachStore } from '../../engine/reconcile.ts'
import type { Deps, Store } from '../../kernel/ctx.ts'
import { VaultError } from '../../vault/aead.ts'
import { UnknownRingKey } from '../../vault/keyring.ts'
import { rewrap, type Sealed } from '../../vault/seal.ts'
import type { VersionRow } from './store.ts'
import { sealingPlace } from './values.ts'
import { listVersionsNotUnder, replaceWrapping } from './wrapping_store.ts'

const BATCH = 50
const FIRST = { account: '', name: '', version: 0 }

export async function rewrapSecrets(deps: Deps): Promise<void> {
  await inEachStore(deps, async (store) => {
    if (store !== deps.main) await rewrapStore(deps, store)
  })
}

async function rewrapStore(deps: Deps, store: Store): Promise<void> {
  await store.refreshRing()
  // A key goes when no row names it, so with one key left there is nothing to look for.
  if (store.ring.keys.size === 1) return
  let after = FIRST
  for (;;) {
    const { database, ring } = store
    const rows = await listVersionsNotUnder(database.read, ring.current, after, BATCH)
    const last = rows.at(-1)
    if (!last) return
    await rewrapRows(deps, store, rows)
    after = last
    await nextTurn()
  }
}

async function rewrapRows(deps: Deps, { database, ring }: Store, rows: VersionRow[]): Promise<void> {
  const wrapped = rows.flatMap((row) => {
    const place = sealingPlace(database.name, row, row.version)
    const sealed = rewrapOrTell(deps, place, () => rewrap(ring, place, row))
    return sealed ? [{ row, sealed }] : []
  })
  if (wrapped.length === 0) return
  await database.transact(async (tx) => {
    for (const { row, sealed } of wrapped) await replaceWrapping(tx, row, sealed)
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
