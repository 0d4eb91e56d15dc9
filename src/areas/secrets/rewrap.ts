import { rewrapTable } from '../../cloud/sealed/rewrapping.ts'
import { inEachStore } from '../../engine/reconcile.ts'
import type { Deps } from '../../kernel/ctx.ts'
import type { VersionRow } from './store.ts'
import { sealingPlace } from './values.ts'
import { listVersionsNotUnder, replaceWrapping } from './wrapping_store.ts'

const FIRST = { account: '', name: '', version: 0 }

export async function rewrapSecrets(deps: Deps): Promise<void> {
  await inEachStore(deps, async (store) => {
    if (store === deps.main) return
    await rewrapTable<VersionRow>(deps, store, {
      placeOf: (row) => sealingPlace(store.database.name, row, row.version),
      listNotUnder: (db, ring_key, after, limit) => listVersionsNotUnder(db, ring_key, after ?? FIRST, limit),
      replaceWrapping,
    })
  })
}
