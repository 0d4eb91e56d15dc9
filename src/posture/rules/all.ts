// Every rule, by what it is about.
import type { Rule } from '../rule.ts'
import { dropletRules } from './droplets/rules.ts'
import { firewallRules } from './firewalls/rules.ts'
import { loadBalancerTlsRules } from './load_balancer_tls/rules.ts'
import { loadBalancerRules } from './load_balancers/rules.ts'
import { openPortRules } from './open_ports/rules.ts'

export const rules: readonly Rule[] = [
  ...dropletRules,
  ...openPortRules,
  ...firewallRules,
  ...loadBalancerRules,
  ...loadBalancerTlsRules,
]
