import type { Rule } from '../../rule.ts'
import { accountSecretsDeletedTogether } from './account_secrets_deleted_together.ts'
import { secretDeletionPending } from './secret_deletion_pending.ts'
import { secretNeverRotated } from './secret_never_rotated.ts'
import { secretNotRotated } from './secret_not_rotated.ts'
import { secretStaleInRegion } from './secret_stale_in_region.ts'

export const secretRules: Rule[] = [
  accountSecretsDeletedTogether,
  secretDeletionPending,
  secretNeverRotated,
  secretNotRotated,
  secretStaleInRegion,
]
