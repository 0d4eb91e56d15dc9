import type { Db } from '../../store/database.ts'
import { prepared, preparedChange } from '../../store/prepared.ts'

export interface TokenRow {
  id: string
  account: string
  name: string
  hash: string
  /** A JSON array. */
  scopes: string
  created_at: string
  expires_at: string | null
  last_used_at: string | null
  revoked_at: string | null
}

const tables = (db: Db) => db.$extendTables<{ tokens: TokenRow }>()

export const findTokenByHash = prepared<{ hash: string }, TokenRow>((db, slot) =>
  tables(db).selectFrom('tokens').selectAll().where('hash', '=', slot('hash')),
)

/** Unless another node has saved a later use. */
export const saveTokenUse = preparedChange<{ id: string; at: string }>((db, slot) =>
  tables(db)
    .updateTable('tokens')
    .set({ last_used_at: slot('at') })
    .where('id', '=', slot('id'))
    .where((it) => it.or([it('last_used_at', 'is', null), it('last_used_at', '<', slot('at'))])),
)

export async function insertToken(db: Db, row: TokenRow): Promise<void> {
  await tables(db).insertInto('tokens').values(row).execute()
}

export function findToken(db: Db, id: string): Promise<TokenRow | undefined> {
  return tables(db).selectFrom('tokens').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Those that still work, oldest first: revoked and expired ones vanish from the list. */
export function listWorkingTokens(db: Db, now: string): Promise<TokenRow[]> {
  return tables(db)
    .selectFrom('tokens')
    .selectAll()
    .where('revoked_at', 'is', null)
    .where((it) => it.or([it('expires_at', 'is', null), it('expires_at', '>', now)]))
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

/** False when there is no such token, or it was revoked before. */
export async function markRevoked(db: Db, id: string, at: string): Promise<boolean> {
  const query = tables(db).updateTable('tokens').set({ revoked_at: at }).where('id', '=', id)
  return (await query.where('revoked_at', 'is', null).executeTakeFirst()).numUpdatedRows === 1n
}
