import { hash, randomBytes } from 'node:crypto'
import type { Db } from '../../store/database.ts'
import { insertToken, type TokenRow } from './store.ts'

export interface NewToken {
  account: string
  name: string
  scopes: string[]
  expires_at: Date | undefined
  issued_for?: string
}

/** The token itself exists only in what this returns. */
export async function createToken(
  tx: Db,
  wanted: NewToken,
  now: Date,
): Promise<{ token: string; row: TokenRow }> {
  const token = `dop_v1_${randomBytes(32).toString('hex')}`
  const row = {
    id: crypto.randomUUID(),
    account: wanted.account,
    name: wanted.name,
    hash: hashOf(token),
    scopes: JSON.stringify(wanted.scopes),
    created_at: now.toISOString(),
    expires_at: wanted.expires_at?.toISOString() ?? null,
    last_used_at: null,
    revoked_at: null,
    issued_for: wanted.issued_for ?? null,
  }
  await insertToken(tx, row)
  return { token, row }
}

export const hashOf = (token: string) => hash('sha256', token)
