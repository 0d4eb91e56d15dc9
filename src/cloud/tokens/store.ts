// The rows of tokens. Their table is the area's of that name; other areas issue tokens, and end those that they have issued.
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
  /** What the API itself has issued it for, such as `registry:shop`; null where it was made on the machine. */
  issued_for: string | null
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

/** What tokens were issued for. */
interface Issued {
  account: string
  issued_for: string
}

export async function countWorkingIssued(db: Db, issued: Issued, now: string): Promise<number> {
  const query = issuedFor(db, issued).select((it) => it.fn.countAll<number>().as('rows'))
  const counted = await query
    .where('revoked_at', 'is', null)
    .where((it) => it.or([it('expires_at', 'is', null), it('expires_at', '>', now)]))
    .executeTakeFirst()
  return counted?.rows ?? 0
}

export async function revokeAllIssued(tx: Db, { account, issued_for }: Issued, at: string): Promise<void> {
  await tables(tx)
    .updateTable('tokens')
    .set({ revoked_at: at })
    .where('account', '=', account)
    .where('issued_for', '=', issued_for)
    .where('revoked_at', 'is', null)
    .execute()
}

/** Those that the API has issued and that have not worked since `ended_before`: the machine's own are its owner's to remove. */
export async function forgetIssued(tx: Db, account: string, ended_before: string): Promise<void> {
  await tables(tx)
    .deleteFrom('tokens')
    .where('account', '=', account)
    .where('issued_for', 'is not', null)
    .where((it) => it.or([it('revoked_at', '<', ended_before), it('expires_at', '<', ended_before)]))
    .execute()
}

const issuedFor = (db: Db, { account, issued_for }: Issued) =>
  tables(db).selectFrom('tokens').where('account', '=', account).where('issued_for', '=', issued_for)
