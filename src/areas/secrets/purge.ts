// What was deleted is destroyed when the time to restore it is over: values and data keys, in the files too.
import { noteDestroyed, scrubWhatIsDestroyed } from '../../cloud/sealed/scrubbing.ts'
import { inEachStore } from '../../engine/reconcile.ts'
import type { Deps, Store } from '../../kernel/ctx.ts'
import type { Db } from '../../store/database.ts'
import type { Place } from './region.ts'
import { addToCounts, findSecret, listDeletedBefore, removeDeleted, type SecretRow } from './store.ts'

const BATCH = 100
const DAY_MS = 86_400_000

/** What was deleted at this time or earlier can no longer be restored. */
export const recoveryDeadline = (deps: Deps) =>
  new Date(deps.now().getTime() - deps.limits.secret_recovery_days * DAY_MS).toISOString()

/** Past the recovery window a deleted secret is gone, though the purge may be yet to come. */
export const isOver = (deps: Deps, row: SecretRow) =>
  row.delete_requested_at !== null && row.delete_requested_at <= recoveryDeadline(deps)

export async function purgeDeletedSecrets(deps: Deps): Promise<void> {
  await inEachStore(deps, async (store) => {
    if (store !== deps.main) await purgeStore(deps, store)
  })
}

async function purgeStore(deps: Deps, store: Store): Promise<void> {
  const { database } = store
  let purged = 0
  for (;;) {
    const due = await listDeletedBefore(database.read, recoveryDeadline(deps), BATCH)
    if (due.length === 0) break
    await database.transact(async (tx) => {
      for (const row of due) await purgeOne(tx, row)
    })
    purged += due.length
  }
  if (purged > 0) {
    noteDestroyed(store)
    deps.log.info({ database: database.name, purged }, 'purged deleted secrets')
  }
  await scrubWhatIsDestroyed(store)
}

/** Whether the name has become free. */
export async function purgeIfDue(deps: Deps, tx: Db, { store, key }: Place): Promise<boolean> {
  const row = await findSecret(tx, key)
  if (!row || !isOver(deps, row)) return false
  noteDestroyed(store)
  return purgeOne(tx, row)
}

async function purgeOne(tx: Db, row: SecretRow): Promise<boolean> {
  if (!(await removeDeleted(tx, row))) return false
  await addToCounts(tx, row.account, { total: -1, deleted: -1 })
  return true
}
