// What a rotation asks of the versions: which ring key wraps each data key, and another wrapping in its place.
import type { Db } from '../../store/database.ts'
import { type Key, tables, type VersionRow } from './store.ts'

/** In the order of their keys, from just after `after`. */
export function listVersionsNotUnder(
  db: Db,
  ring_key: string,
  after: Key & { version: number },
  limit: number,
): Promise<VersionRow[]> {
  return tables(db)
    .selectFrom('secret_versions')
    .selectAll()
    .where('ring_key', '!=', ring_key)
    .where((it) =>
      it(it.refTuple('account', 'name', 'version'), '>', it.tuple(after.account, after.name, after.version)),
    )
    .orderBy('account')
    .orderBy('name')
    .orderBy('version')
    .limit(limit)
    .execute()
}

/** Puts the same data key in place under another ring key, unless the row has changed since it was read. */
export async function replaceWrapping(
  db: Db,
  old: VersionRow,
  { ring_key, data_key }: Pick<VersionRow, 'ring_key' | 'data_key'>,
): Promise<void> {
  await tables(db)
    .updateTable('secret_versions')
    .set({ ring_key, data_key })
    .where('account', '=', old.account)
    .where('name', '=', old.name)
    .where('version', '=', old.version)
    .where('data_key', '=', old.data_key)
    .execute()
}

export function countSealedVersions(db: Db): Promise<Array<{ ring_key: string; rows: number }>> {
  return tables(db)
    .selectFrom('secret_versions')
    .select((it) => ['ring_key', it.fn.countAll<number>().as('rows')])
    .groupBy('ring_key')
    .execute()
}
