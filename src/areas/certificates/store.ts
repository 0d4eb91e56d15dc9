import type { Db } from '../../store/database.ts'
import type { Sealed } from '../../vault/seal.ts'

export interface Key {
  account: string
  id: string
}
export interface MaterialRow extends Key, Sealed {
  kind: string
  type: 'custom' | 'lets_encrypt'
  /** PEM, the leaf first. */
  chain: string
  not_after: string
  warn_at: string | null
}
export type WarningRow = Pick<MaterialRow, 'account' | 'id' | 'not_after'> & { warn_at: string }

const tables = (db: Db) => db.$extendTables<{ certificate_materials: MaterialRow }>()

export async function insertMaterial(tx: Db, row: MaterialRow): Promise<void> {
  await tables(tx).insertInto('certificate_materials').values(row).execute()
}

export function findMaterial(db: Db, { account, id }: Key): Promise<MaterialRow | undefined> {
  return tables(db)
    .selectFrom('certificate_materials')
    .selectAll()
    .where('account', '=', account)
    .where('kind', '=', 'certificate')
    .where('id', '=', id)
    .executeTakeFirst()
}

/** Those of whose end somebody is to be told by now, the longest due first. */
export async function listWarnings(db: Db, now: string, limit: number): Promise<WarningRow[]> {
  const rows = tables(db)
    .selectFrom('certificate_materials')
    .select(['account', 'id', 'not_after', 'warn_at'])
    .where('warn_at', '<=', now)
    .orderBy('warn_at')
    .limit(limit)
  return (await rows.execute()) as WarningRow[]
}

/** False where another node has done so, or the certificate is gone. */
export async function moveWarning(
  tx: Db,
  { account, id, warn_at }: WarningRow,
  next: string | null,
): Promise<boolean> {
  const { numUpdatedRows } = await tables(tx)
    .updateTable('certificate_materials')
    .set({ warn_at: next })
    .where('account', '=', account)
    .where('kind', '=', 'certificate')
    .where('id', '=', id)
    .where('warn_at', '=', warn_at)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** When uploaded certificates end, those that do by `until`. */
export async function listEnds(db: Db, until: string): Promise<string[]> {
  const rows = tables(db)
    .selectFrom('certificate_materials')
    .select('not_after')
    .where('type', '=', 'custom')
    .where('not_after', '<=', until)
  return (await rows.execute()).map(({ not_after }) => not_after)
}

/** In the order of their keys, from just after `after`. */
export function listMaterialsNotUnder(
  db: Db,
  ring_key: string,
  after: Key,
  limit: number,
): Promise<MaterialRow[]> {
  return tables(db)
    .selectFrom('certificate_materials')
    .selectAll()
    .where('ring_key', '!=', ring_key)
    .where((it) =>
      it(it.refTuple('account', 'kind', 'id'), '>', it.tuple(after.account, 'certificate', after.id)),
    )
    .orderBy('account')
    .orderBy('kind')
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** Puts the same data key in place under another ring key, unless the row has changed since it was read. */
export async function replaceWrapping(
  tx: Db,
  old: MaterialRow,
  { ring_key, data_key }: Pick<Sealed, 'ring_key' | 'data_key'>,
): Promise<void> {
  await tables(tx)
    .updateTable('certificate_materials')
    .set({ ring_key, data_key })
    .where('account', '=', old.account)
    .where('kind', '=', 'certificate')
    .where('id', '=', old.id)
    .where('data_key', '=', old.data_key)
    .execute()
}

export function countSealedMaterials(db: Db): Promise<Array<{ ring_key: string; rows: number }>> {
  return tables(db)
    .selectFrom('certificate_materials')
    .select((it) => ['ring_key', it.fn.countAll<number>().as('rows')])
    .groupBy('ring_key')
    .execute()
}
