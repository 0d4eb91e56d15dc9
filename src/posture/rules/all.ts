// Every rule, by what it is about.
import type { Rule } from '../rule.ts'
import { cdnRules } from './cdn/rules.ts'
import { domainRules } from './domains/rules.ts'
import { dropletRules } from './droplets/rules.ts'
import { firewallRules } from './firewalls/rules.ts'
import { loadBalancerTlsRules } from './load_balancer_tls/rules.ts'
import { loadBalancerRules } from './load_balancers/rules.ts'
import { mailDomainRules } from './mail_domains/rules.ts'
import { networkRules } from './networks/rules.ts'
import { openPortRules } from './open_ports/rules.ts'

export const rules: readonly Rule[] = [
  ...dropletRules,
  ...openPortRules,
  ...firewallRules,
  ...loadBalancerRules,
  ...loadBalancerTlsRules,
  ...cdnRules,
  ...domainRules,
  ...mailDomainRules,
  ...networkRules,
]
