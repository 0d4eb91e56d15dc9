// Every rule, by what it is about.
import type { Rule } from '../rule.ts'
import { accountRules } from './account/rules.ts'
import { certificateRules } from './certificates/rules.ts'
import { dropletRules } from './droplets/rules.ts'
import { keyRules } from './keys/rules.ts'
import { monitoringRules } from './monitoring/rules.ts'
import { openPortRules } from './open_ports/rules.ts'
import { secretRules } from './secrets/rules.ts'
import { tokenRules } from './tokens/rules.ts'

export const rules: readonly Rule[] = [
  ...dropletRules,
  ...openPortRules,
  ...certificateRules,
  ...secretRules,
  ...tokenRules,
  ...keyRules,
  ...accountRules,
  ...monitoringRules,
]
