import type { Rule } from '../../rule.ts'
import { domainDkimMissing } from './domain_dkim_missing.ts'
import { domainDmarcMissing } from './domain_dmarc_missing.ts'
import { domainDmarcWeak } from './domain_dmarc_weak.ts'
import { domainSpfInvalid } from './domain_spf_invalid.ts'
import { domainSpfMissing } from './domain_spf_missing.ts'
import { domainSpfPermissive } from './domain_spf_permissive.ts'

export const mailDomainRules: Rule[] = [
  domainDkimMissing,
  domainDmarcMissing,
  domainDmarcWeak,
  domainSpfInvalid,
  domainSpfMissing,
  domainSpfPermissive,
]
