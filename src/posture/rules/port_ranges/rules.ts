import type { Rule } from '../../rule.ts'
import { dropletAllPortsOpen } from './droplet_all_ports_open.ts'
import { dropletUnusualPortOpen } from './droplet_unusual_port_open.ts'
import { dropletWidePortRangeOpen } from './droplet_wide_port_range_open.ts'

export const portRangeRules: Rule[] = [dropletAllPortsOpen, dropletWidePortRangeOpen, dropletUnusualPortOpen]
