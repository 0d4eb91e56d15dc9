// Tokens that the API itself gives out, to log in with elsewhere: real ones, with the least scopes, listed and revoked like any.
import { atomically, type Ctx } from '../../kernel/ctx.ts'
import { preconditionFailed, refused, unauthorized } from '../../kernel/errors.ts'
import type { Db } from '../../store/database.ts'
import { countWorkingIssued, findToken, forgetIssued } from './store.ts'
import { createToken, type NewToken } from './token.ts'

const WORKING_MAX = 1000
/** So long the audit trail can still be compared with the row of one that has ended. */
const REMEMBERED_MS = 30 * 86_400_000

/**
 * Resolves to the token, which exists in clear nowhere else. `tx` holds what it is issued for, so that no two requests
 * count at once. What was issued issues nothing in turn: it would outlive its own revocation.
 */
export async function issueToken(
  { deps, principal, audit }: Ctx,
  tx: Db,
  wanted: Omit<NewToken, 'account'> & { issued_for: string },
): Promise<string> {
  const { account, token: asking } = principal
  const now = deps.now()
  const asker = await findToken(tx, asking)
  // Since the request was let in.
  if (!asker || asker.revoked_at) throw unauthorized()
  if (asker.issued_for)
    throw refused('This token was itself issued as a credential, and cannot be used to get further ones.')
  await forgetIssued(tx, account, new Date(now.getTime() - REMEMBERED_MS).toISOString())
  const issued = { account, issued_for: wanted.issued_for }
  if ((await countWorkingIssued(tx, issued, now.toISOString())) >= WORKING_MAX)
    throw preconditionFailed(
      `There are ${WORKING_MAX} credentials that work, as many as there can be. Revoke some, or ask for ones that expire sooner.`,
    )
  const { token, row } = await createToken(tx, { ...wanted, account }, now)
  Object.assign(audit, { resource: `token:${row.id}`, detail: `for ${wanted.issued_for}` })
  return token
}

/** As `atomically`, for what may revoke tokens: when it resolves, this process remembers none that no longer works. */
export async function atomicallyRevoking<Result>(
  ctx: Ctx,
  work: (tx: Db) => Promise<Result>,
): Promise<Result> {
  try {
    return await atomically(ctx, ctx.deps.main, work)
  } finally {
    ctx.deps.main.database.announceChange()
  }
}
