// Every rule, by what it is about.
import type { Rule } from '../rule.ts'
import { dropletAccessRules } from './droplet_access/rules.ts'
import { dropletRules } from './droplets/rules.ts'
import { openPortRules } from './open_ports/rules.ts'
import { portRangeRules } from './port_ranges/rules.ts'
import { storageRules } from './storage/rules.ts'

export const rules: readonly Rule[] = [
  ...dropletRules,
  ...dropletAccessRules,
  ...openPortRules,
  ...portRangeRules,
  ...storageRules,
]
