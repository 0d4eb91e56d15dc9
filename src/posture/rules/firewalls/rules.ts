import type { Rule } from '../../rule.ts'
import { firewallAllPortsExposed } from './firewall_all_ports_exposed.ts'
import { firewallDormantOpen } from './firewall_dormant_open.ts'
import { firewallDuplicate } from './firewall_duplicate.ts'
import { firewallEgressUnrestricted } from './firewall_egress_unrestricted.ts'
import { firewallNotApplied } from './firewall_not_applied.ts'
import { firewallShadowedRule } from './firewall_shadowed_rule.ts'
import { firewallStaleSource } from './firewall_stale_source.ts'
import { firewallTagUnused } from './firewall_tag_unused.ts'
import { firewallUnused } from './firewall_unused.ts'
import { firewallWideSource } from './firewall_wide_source.ts'

export const firewallRules: Rule[] = [
  firewallAllPortsExposed,
  firewallDormantOpen,
  firewallDuplicate,
  firewallEgressUnrestricted,
  firewallNotApplied,
  firewallShadowedRule,
  firewallStaleSource,
  firewallTagUnused,
  firewallUnused,
  firewallWideSource,
]
