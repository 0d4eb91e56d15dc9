import type { Rule } from '../../rule.ts'
import { spacesKeyFullAccess } from './spaces_key_full_access.ts'
import { spacesKeyManyBuckets } from './spaces_key_many_buckets.ts'
import { spacesKeyOld } from './spaces_key_old.ts'
import { spacesKeyWithoutGrants } from './spaces_key_without_grants.ts'
import { sshKeyFactorable } from './ssh_key_factorable.ts'
import { sshKeyPublished } from './ssh_key_published.ts'
import { sshKeyUnreadable } from './ssh_key_unreadable.ts'
import { sshKeyWeak } from './ssh_key_weak.ts'

export const keyRules: Rule[] = [
  sshKeyPublished,
  sshKeyFactorable,
  sshKeyWeak,
  sshKeyUnreadable,
  spacesKeyFullAccess,
  spacesKeyOld,
  spacesKeyManyBuckets,
  spacesKeyWithoutGrants,
]
