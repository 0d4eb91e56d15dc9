import type { Rule } from '../../rule.ts'
import { reservedIpUnassigned } from './reserved_ip_unassigned.ts'
import { reservedIpv6Unassigned } from './reserved_ipv6_unassigned.ts'
import { vpcDefaultInUse } from './vpc_default_in_use.ts'
import { vpcMixedEnvironments } from './vpc_mixed_environments.ts'
import { vpcPeeringAcrossEnvironments } from './vpc_peering_across_environments.ts'
import { vpcPeeringWithDefault } from './vpc_peering_with_default.ts'
import { vpcUnused } from './vpc_unused.ts'

export const networkRules: Rule[] = [
  reservedIpUnassigned,
  reservedIpv6Unassigned,
  vpcDefaultInUse,
  vpcMixedEnvironments,
  vpcPeeringAcrossEnvironments,
  vpcPeeringWithDefault,
  vpcUnused,
]
