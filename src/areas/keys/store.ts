import type { Db } from '../../store/database.ts'
import type { Sealed } from '../../vault/seal.ts'

export interface RingKeyRow {
  id: string
  number: number
  wrapped: string
  created_at: string
}

export interface SystemSecretRow extends Sealed {
  name: string
  created_at: string
}

const tables = (db: Db) => db.$extendTables<{ ring_keys: RingKeyRow; system_secrets: SystemSecretRow }>()

/** Oldest first. */
export function listRingKeys(db: Db): Promise<RingKeyRow[]> {
  return tables(db).selectFrom('ring_keys').selectAll().orderBy('number').execute()
}

/** False when another node has made a key with this number. */
export async function insertRingKey(db: Db, row: RingKeyRow): Promise<boolean> {
  const query = tables(db)
    .insertInto('ring_keys')
    .values(row)
    .onConflict((it) => it.doNothing())
  return (await query.executeTakeFirst()).numInsertedOrUpdatedRows === 1n
}

/** Throws a foreign-key violation while any row names the key. */
export async function deleteRingKey(db: Db, id: string): Promise<void> {
  await tables(db).deleteFrom('ring_keys').where('id', '=', id).execute()
}

export function findSystemSecret(db: Db, name: string): Promise<SystemSecretRow | undefined> {
  return tables(db).selectFrom('system_secrets').selectAll().where('name', '=', name).executeTakeFirst()
}

/** Changes nothing when the name is taken. */
export async function insertSystemSecret(db: Db, row: SystemSecretRow): Promise<void> {
  await tables(db)
    .insertInto('system_secrets')
    .values(row)
    .onConflict((it) => it.doNothing())
    .execute()
}

export function listSystemSecretsNotUnder(db: Db, ring_key: string): Promise<SystemSecretRow[]> {
  return tables(db).selectFrom('system_secrets').selectAll().where('ring_key', '!=', ring_key).execute()
}

/** Puts another sealing of the same text in place, unless the row has changed since it was read. */
export async function replaceSystemSecret(db: Db, old: SystemSecretRow, sealed: Sealed): Promise<void> {
  await tables(db)
    .updateTable('system_secrets')
    .set(sealed)
    .where('name', '=', old.name)
    .where('data_key', '=', old.data_key)
    .execute()
}

export async function countSystemSecrets(db: Db): Promise<Array<{ ring_key: string; rows: number }>> {
  return tables(db)
    .selectFrom('system_secrets')
    .select((it) => ['ring_key', it.fn.countAll<number>().as('rows')])
    .groupBy('ring_key')
    .execute()
}
