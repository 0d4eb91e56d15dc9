import type { Rule } from '../../rule.ts'
import { dropletBackupsDisabled } from './droplet_backups_disabled.ts'

export const dropletRules: Rule[] = [dropletBackupsDisabled]
