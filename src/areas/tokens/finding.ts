// From a bearer to who it is, for every request. Revocation and expiry take effect at the next request.
import type { Deps, Store } from '../../kernel/ctx.ts'
import type { FindToken, FoundToken } from '../../kernel/http/admission.ts'
import { findTokenByHash, saveTokenUse, type TokenRow } from './store.ts'
import { hashOf } from './token.ts'

interface Known {
  row: TokenRow
  found: FoundToken
  expires_at_ms: number
}

const KNOWN_MAX = 10_000
const NOT_FOUND: FoundToken = {}

/** Finds tokens and remembers when each was last used; `saveUses` writes that down. */
export interface TokenFinder {
  find: FindToken
  saveUses(deps: Deps): Promise<void>
}

export function buildTokenFinder(main: Store, now: () => Date): TokenFinder {
  const { database } = main
  const known = new Map<string, Known>()
  const uses = new Map<string, number>()
  let changes: number | undefined
  let asked_this_turn = false

  /** Rows may be kept in memory only where a change by another process shows; asked once a turn of the event loop. */
  function forgetWhatMayHaveChanged(): void {
    if (asked_this_turn) return
    const current = database.foreign_changes()
    if (current === undefined || current !== changes || known.size >= KNOWN_MAX) known.clear()
    changes = current
    if (current === undefined) return
    asked_this_turn = true
    setImmediate(() => {
      asked_this_turn = false
    })
  }

  function use({ row, found, expires_at_ms }: Known): FoundToken {
    const at = now().getTime()
    if (row.revoked_at || expires_at_ms <= at) return { refused: { token: row.id, account: row.account } }
    uses.set(row.id, at)
    return found
  }

  async function find(bearer: string): Promise<FoundToken> {
    forgetWhatMayHaveChanged()
    const hash = hashOf(bearer)
    let it = known.get(hash)
    if (!it) {
      const [row] = await findTokenByHash(database.read, { hash })
      if (!row) return NOT_FOUND
      const expires_at_ms = row.expires_at === null ? Number.POSITIVE_INFINITY : Date.parse(row.expires_at)
      it = { row, found: { principal: principalOf(row) }, expires_at_ms }
      known.set(hash, it)
    }
    return use(it)
  }

  async function saveUses(): Promise<void> {
    if (uses.size === 0) return
    const saved = [...uses]
    uses.clear()
    await database.transact(async (tx) => {
      for (const [id, at] of saved) await saveTokenUse(tx, { id, at: new Date(at).toISOString() })
    })
  }

  return { find, saveUses }
}

const principalOf = (row: TokenRow) => ({
  account: row.account,
  token: row.id,
  scopes: new Set<string>(JSON.parse(row.scopes)),
})
