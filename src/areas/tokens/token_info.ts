import { findToken } from '../../cloud/tokens/store.ts'
import type { Ctx } from '../../kernel/ctx.ts'
import { unauthorized } from '../../kernel/errors.ts'
import type { TokenInfo } from './schema.ts'

/** What a token may learn about itself. Times are Unix seconds; `doctl auth init` asks this. */
export async function readTokenInfo({ deps, principal }: Ctx): Promise<TokenInfo> {
  const row = await findToken(deps.main.database.read, principal.token)
  if (!row) throw unauthorized()
  const seconds = (time: string) => Math.floor(Date.parse(time) / 1000)
  const now = Math.floor(deps.now().getTime() / 1000)
  return {
    resource_owner_id: ownerNumber(row.account),
    scopes: JSON.parse(row.scopes),
    expires_in_seconds: row.expires_at === null ? null : Math.max(0, seconds(row.expires_at) - now),
    application: { uid: '' },
    created_at: seconds(row.created_at),
  }
}

/** The public service numbers its owners; ours have UUIDs, of which this takes 31 bits. */
const ownerNumber = (account: string) => Number.parseInt(account.slice(0, 8), 16) >>> 1
