import type { Rule } from '../../rule.ts'
import { dropletSshOpen } from './droplet_ssh_open.ts'

export const openPortRules: Rule[] = [dropletSshOpen]
