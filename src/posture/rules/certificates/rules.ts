import type { Rule } from '../../rule.ts'
import { certificateDomainGone } from './certificate_domain_gone.ts'
import { certificateEndsSoon } from './certificate_ends_soon.ts'
import { certificateExpired } from './certificate_expired.ts'
import { certificateLongLived } from './certificate_long_lived.ts'
import { certificateManyNames } from './certificate_many_names.ts'
import { certificateNotIssued } from './certificate_not_issued.ts'
import { certificateNotRenewed } from './certificate_not_renewed.ts'
import { certificateSuperseded } from './certificate_superseded.ts'
import { certificateUnused } from './certificate_unused.ts'
import { certificateWildcard } from './certificate_wildcard.ts'

export const certificateRules: Rule[] = [
  certificateExpired,
  certificateEndsSoon,
  certificateNotRenewed,
  certificateNotIssued,
  certificateDomainGone,
  certificateSuperseded,
  certificateUnused,
  certificateWildcard,
  certificateManyNames,
  certificateLongLived,
]
