import { atomicallyRevoking } from '../../cloud/tokens/issuing.ts'
import { findTokenByHash, markRevoked } from '../../cloud/tokens/store.ts'
import { hashOf } from '../../cloud/tokens/token.ts'
import type { Ctx } from '../../kernel/ctx.ts'

/**
 * Who has a token may end it. One that does not work, or is another account's, is answered alike, as RFC 7009 wants it: the
 * client is to be sure that it is of no use, and not to learn whether it ever was.
 */
export async function revokeToken(ctx: Ctx, token: string): Promise<object> {
  const at = ctx.deps.now().toISOString()
  await atomicallyRevoking(ctx, async (tx) => {
    const [row] = await findTokenByHash(tx, { hash: hashOf(token) })
    if (row?.account !== ctx.principal.account) return
    ctx.audit.resource = `token:${row.id}`
    await markRevoked(tx, row.id, at)
  })
  return {}
}
