import type { Rule } from '../../rule.ts'
import { tokenExpiresSoon } from './token_expires_soon.ts'
import { tokenFullAccess } from './token_full_access.ts'
import { tokenLongLived } from './token_long_lived.ts'
import { tokenNearlyFullAccess } from './token_nearly_full_access.ts'
import { tokenNeverExpires } from './token_never_expires.ts'
import { tokenNeverUsed } from './token_never_used.ts'
import { tokenOld } from './token_old.ts'
import { tokenUnused } from './token_unused.ts'
import { tokenYieldsCredentials } from './token_yields_credentials.ts'

export const tokenRules: Rule[] = [
  tokenFullAccess,
  tokenNearlyFullAccess,
  tokenYieldsCredentials,
  tokenNeverExpires,
  tokenLongLived,
  tokenOld,
  tokenUnused,
  tokenNeverUsed,
  tokenExpiresSoon,
]
