// From a bearer to who it is, for every request. Revocation and expiry take effect at the next request.

import { findTokenByHash, saveTokenUse, type TokenRow } from '../../cloud/tokens/store.ts'
import { hashOf } from '../../cloud/tokens/token.ts'
import type { Store } from '../../kernel/ctx.ts'
import type { FindToken, FoundToken } from '../../kernel/http/admission.ts'
import type { Db } from '../../store/database.ts'
import { Remembered } from '../../store/remembered.ts'

interface Known {
  row: TokenRow
  found: FoundToken
  expires_at_ms: number
}

const NOT_FOUND: FoundToken = {}

/** Finds tokens and remembers when each was last used; `saveUses` writes that down. */
export interface TokenFinder {
  find: FindToken
  saveUses(): Promise<void>
}

export function buildTokenFinder({ database }: Store, now: () => Date): TokenFinder {
  const known = new Remembered(database, load)
  const uses = new Map<string, number>()

  async function find(bearer: string): Promise<FoundToken> {
    const it = await known.get(hashOf(bearer))
    if (!it) return NOT_FOUND
    const { row, found, expires_at_ms } = it
    const at = now().getTime()
    if (row.revoked_at || expires_at_ms <= at) return { refused: { token: row.id, account: row.account } }
    uses.set(row.id, at)
    return found
  }

  async function saveUses(): Promise<void> {
    if (uses.size === 0) return
    // In one order on all nodes: each waits for the rows that the other has taken, and never both for each other.
    const saved = [...uses].sort(([a], [b]) => (a < b ? -1 : 1))
    await database.transact(async (tx) => {
      for (const [id, at] of saved) await saveTokenUse(tx, { id, at: new Date(at).toISOString() })
    })
    // Not before they are saved: what fails is for the next run, and so is what was used again meanwhile.
    for (const [id, at] of saved) if (uses.get(id) === at) uses.delete(id)
  }

  return { find, saveUses }
}

async function load(db: Db, hash: string): Promise<Known | undefined> {
  const [row] = await findTokenByHash(db, { hash })
  if (!row) return undefined
  const principal = {
    account: row.account,
    token: row.id,
    scopes: new Set<string>(JSON.parse(row.scopes)),
    // Or whoever may have credentials issued would have as many times the limit.
    ...(row.issued_for !== null && { counted_with: `issued ${row.account}` }),
  }
  const expires_at_ms = row.expires_at === null ? Number.POSITIVE_INFINITY : Date.parse(row.expires_at)
  return { row, found: { principal }, expires_at_ms }
}
