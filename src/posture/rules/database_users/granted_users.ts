// Who may do too much: the users that somebody has made, not the one that each cluster comes with and cannot lose.
import type { Database, DatabaseUser } from '../../facts/databases.ts'
import type { Problem } from '../../rule.ts'
import { named } from '../named.ts'

type Grant = (settings: NonNullable<DatabaseUser['settings']>) => string | undefined

/** `grantOf` says of a user's settings what speaks against them. */
export function grantedTooMuch({ users }: Database, grantOf: Grant): Problem | undefined {
  const found = users.flatMap(({ name, role, settings }) => {
    const grant = role === 'primary' || !settings ? undefined : grantOf(settings)
    return grant === undefined ? [] : [`${name} (${grant})`]
  })
  return found.length > 0 ? { evidence: `Users that may do too much: ${named(found)}.` } : undefined
}
