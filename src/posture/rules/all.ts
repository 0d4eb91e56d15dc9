// Every rule, by what it is about.
import type { Rule } from '../rule.ts'
import { dropletRules } from './droplets/rules.ts'
import { firewallRules } from './firewalls/rules.ts'
import { openPortRules } from './open_ports/rules.ts'

export const rules: readonly Rule[] = [...dropletRules, ...openPortRules, ...firewallRules]
