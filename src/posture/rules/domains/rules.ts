import type { Rule } from '../../rule.ts'
import { domainCaaBlocksRenewal } from './domain_caa_blocks_renewal.ts'
import { domainCaaMissing } from './domain_caa_missing.ts'
import { domainDanglingApp } from './domain_dangling_app.ts'
import { domainDanglingCdn } from './domain_dangling_cdn.ts'
import { domainDanglingDelegation } from './domain_dangling_delegation.ts'
import { domainDanglingReservedIp } from './domain_dangling_reserved_ip.ts'
import { domainPrivateAddress } from './domain_private_address.ts'
import { domainTtlLong } from './domain_ttl_long.ts'
import { domainWildcard } from './domain_wildcard.ts'

export const domainRules: Rule[] = [
  domainCaaBlocksRenewal,
  domainCaaMissing,
  domainDanglingApp,
  domainDanglingCdn,
  domainDanglingDelegation,
  domainDanglingReservedIp,
  domainPrivateAddress,
  domainTtlLong,
  domainWildcard,
]
