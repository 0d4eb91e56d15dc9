import type { Ctx, Store } from '../../kernel/ctx.ts'
import { unauthorized } from '../../kernel/errors.ts'
import { grants } from '../../kernel/scopes.ts'
import type { Db } from '../../store/database.ts'
import { once, Remembered } from '../../store/remembered.ts'
import type { Account } from './schema.ts'
import { type AccountRow, findAccount, insertAccount } from './store.ts'

// An account never changes once it is made.
const accountsOf = once(({ database }: Store) => new Remembered(database, findAccount))

/** The limits are shown only to a token that may read what they limit. */
export async function readAccount(ctx: Ctx): Promise<Account> {
  const { deps, principal } = ctx
  const row = await accountsOf(deps.main).get(principal.account)
  if (!row) throw unauthorized()
  const may = (scope: string) => grants(principal.scopes, scope)
  const { droplet_limit, floating_ip_limit, volume_limit } = deps.limits
  return {
    account: {
      ...(may('droplet:read') && { droplet_limit }),
      ...(may('reserved_ip:read') && { floating_ip_limit, reserved_ip_limit: floating_ip_limit }),
      ...(may('block_storage:read') && { volume_limit }),
      email: row.email,
      name: row.name,
      uuid: row.id,
      email_verified: true,
      status: 'active',
      status_message: '',
      team: { uuid: row.id, name: row.name },
    },
  }
}

export const ACCOUNT_NAME = /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,62}$/

/** Undefined when the name is taken. `tx` is a transaction. */
export async function createAccount(tx: Db, name: string, now: Date): Promise<AccountRow | undefined> {
  const email = `${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}@rockpool.invalid`
  const row = { id: crypto.randomUUID(), name, email, created_at: now.toISOString() }
  return (await insertAccount(tx, row)) ? row : undefined
}
