import { listWorkingTokens } from '../../cloud/tokens/store.ts'
import { listEnds, pageOf } from '../../cloud/wire.ts'
import type { Ctx } from '../../kernel/ctx.ts'
import type { Paging } from '../../kernel/paging.ts'
import type { TokenList } from './schema.ts'

/** Those of the account, oldest first: what they may do and when they were last used. */
export async function listTokens(ctx: Ctx, paging: Paging): Promise<TokenList> {
  const { deps, principal } = ctx
  const rows = await listWorkingTokens(deps.main.database.read, deps.now().toISOString())
  const own = rows.filter(({ account }) => account === principal.account)
  const tokens = own.map(({ id, name, scopes, created_at, expires_at, last_used_at }) => {
    return { id, name, scopes: JSON.parse(scopes) as string[], created_at, expires_at, last_used_at }
  })
  return { tokens: pageOf(tokens, paging), ...listEnds(ctx, paging, tokens.length) }
}
