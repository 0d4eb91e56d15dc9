// What rules about API tokens have in common.
import type { Token } from '../../facts/access.ts'
import type { World } from '../../world.ts'

const FULL = new Set(['api:write', 'write'])
const READ_ALL = new Set(['api:read', 'read'])

/** The scope that opens everything, if the token has one. */
export const fullScopeOf = ({ scopes }: Token) => scopes.find((scope) => FULL.has(scope))

/** The scope that shows everything, if the token has one. */
export const readAllScopeOf = ({ scopes }: Token) => scopes.find((scope) => READ_ALL.has(scope))

/** Whether the API would refuse it by now. */
export const isOver = (world: World, { expires_at }: Token) =>
  expires_at !== null && world.daysSince(expires_at) >= 0
