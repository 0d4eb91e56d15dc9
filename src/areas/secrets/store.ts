import { sql } from 'kysely'
import type { Db } from '../../store/database.ts'
import { prepared, preparedChange } from '../../store/prepared.ts'
import type { Sealed } from '../../vault/seal.ts'

export interface Key {
  account: string
  name: string
}
export interface SecretRow extends Key {
  version: number
  created_at: string
  updated_at: string
  delete_requested_at: string | null
}
export interface VersionRow extends Key, Sealed {
  version: number
  created_at: string
}
/** A secret and the sealed values of one of its versions. */
export interface SealedSecret extends SecretRow, Sealed {
  sealed_version: number
  sealed_at: string
}
interface CountRow {
  account: string
  total: number
  deleted: number
}

type Tables = {
  secrets: SecretRow
  secret_versions: VersionRow
  secret_counts: CountRow
}
export const tables = (db: Db) => db.$extendTables<Tables>()

const withVersion = (db: Db) =>
  tables(db)
    .selectFrom('secrets')
    .innerJoin('secret_versions', (join) =>
      join
        .onRef('secret_versions.account', '=', 'secrets.account')
        .onRef('secret_versions.name', '=', 'secrets.name'),
    )
    .selectAll('secrets')
    .select([
      'secret_versions.version as sealed_version',
      'secret_versions.created_at as sealed_at',
      'ring_key',
      'data_key',
      'sealed',
    ])

const current = prepared<Key, SealedSecret>((db, slot) =>
  withVersion(db)
    .where('secrets.account', '=', slot('account'))
    .where('secrets.name', '=', slot('name'))
    .whereRef('secret_versions.version', '=', 'secrets.version'),
)
const older = prepared<Key & { version: number }, SealedSecret>((db, slot) =>
  withVersion(db)
    .where('secrets.account', '=', slot('account'))
    .where('secrets.name', '=', slot('name'))
    .where('secret_versions.version', '=', slot('version')),
)

/** With the values of `version`, or of the current one. */
export async function findSealed(
  db: Db,
  key: Key,
  version: number | undefined,
): Promise<SealedSecret | undefined> {
  const rows = version === undefined ? await current(db, key) : await older(db, { ...key, version })
  return rows[0]
}

const bare = prepared<Key, SecretRow>((db, slot) =>
  tables(db)
    .selectFrom('secrets')
    .selectAll()
    .where('account', '=', slot('account'))
    .where('name', '=', slot('name')),
)
export const findSecret = async (db: Db, key: Key): Promise<SecretRow | undefined> => (await bare(db, key))[0]

const insertion = preparedChange<SecretRow>((db, slot) =>
  tables(db)
    .insertInto('secrets')
    .values({
      account: slot('account'),
      name: slot('name'),
      version: slot('version'),
      created_at: slot('created_at'),
      updated_at: slot('updated_at'),
      delete_requested_at: slot('delete_requested_at'),
    })
    .onConflict((it) => it.doNothing()),
)
/** False when the name is taken. */
export const insertSecret = async (db: Db, row: SecretRow): Promise<boolean> =>
  (await insertion(db, row)) === 1

export const insertVersion = preparedChange<VersionRow>((db, slot) =>
  tables(db)
    .insertInto('secret_versions')
    .values({
      account: slot('account'),
      name: slot('name'),
      version: slot('version'),
      ring_key: slot('ring_key'),
      data_key: slot('data_key'),
      sealed: slot('sealed'),
      created_at: slot('created_at'),
    }),
)

const advance = preparedChange<Key & { from: number; to: number; at: string }>((db, slot) =>
  tables(db)
    .updateTable('secrets')
    .set({ version: slot('to'), updated_at: slot('at') })
    .where('account', '=', slot('account'))
    .where('name', '=', slot('name'))
    .where('version', '=', slot('from'))
    .where('delete_requested_at', 'is', null),
)
/** False unless the secret is there, not deleted, and still at version `from`. */
export const advanceSecret = async (
  db: Db,
  key: Key,
  step: { from: number; to: number; at: string },
): Promise<boolean> => (await advance(db, { ...key, ...step })) === 1

/** Sets or clears the request for deletion. False when it stands so already, or the secret is not there. */
export async function markDeleted(db: Db, key: Key, at: string | null): Promise<boolean> {
  const query = tables(db)
    .updateTable('secrets')
    .set({ delete_requested_at: at })
    .where('account', '=', key.account)
    .where('name', '=', key.name)
    .where('delete_requested_at', at === null ? 'is not' : 'is', null)
  return (await query.executeTakeFirst()).numUpdatedRows === 1n
}

export async function dropOldVersions(db: Db, key: Key, newer_than: number): Promise<void> {
  await tables(db)
    .deleteFrom('secret_versions')
    .where('account', '=', key.account)
    .where('name', '=', key.name)
    .where('version', '<=', newer_than)
    .execute()
}

export function listVersions(db: Db, key: Key): Promise<Array<{ version: number; created_at: string }>> {
  return tables(db)
    .selectFrom('secret_versions')
    .select(['version', 'created_at'])
    .where('account', '=', key.account)
    .where('name', '=', key.name)
    .orderBy('version', 'desc')
    .execute()
}

const counting = preparedChange<CountRow>((db, slot) =>
  tables(db)
    .insertInto('secret_counts')
    .values({ account: slot('account'), total: slot('total'), deleted: slot('deleted') })
    .onConflict((it) =>
      it.column('account').doUpdateSet({
        total: sql<number>`secret_counts.total + excluded.total`,
        deleted: sql<number>`secret_counts.deleted + excluded.deleted`,
      }),
    ),
)
/** Adds to the numbers that lists show. Belongs in the transaction of every change they count. */
export const addToCounts = (db: Db, account: string, by: { total: number; deleted: number }) =>
  counting(db, { account, ...by })

/** Of all accounts. */
export function listDeletedBefore(db: Db, time: string, limit: number): Promise<SecretRow[]> {
  return tables(db)
    .selectFrom('secrets')
    .selectAll()
    .where('delete_requested_at', '<=', time)
    .orderBy('delete_requested_at')
    .limit(limit)
    .execute()
}

/** The secret, its versions and their data keys. False when it was restored, removed or made anew meanwhile. */
export async function removeDeleted(db: Db, row: SecretRow): Promise<boolean> {
  const { account, name } = row
  // This delete decides, under the row's lock: another transaction may be purging or restoring the same secret.
  const gone = await tables(db)
    .deleteFrom('secrets')
    .where('account', '=', account)
    .where('name', '=', name)
    .where('delete_requested_at', '=', row.delete_requested_at)
    .executeTakeFirst()
  if (gone.numDeletedRows !== 1n) return false
  await tables(db)
    .deleteFrom('secret_versions')
    .where('account', '=', account)
    .where('name', '=', name)
    .execute()
  return true
}
