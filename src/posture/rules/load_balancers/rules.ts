import type { Rule } from '../../rule.ts'
import { loadBalancerErrored } from './load_balancer_errored.ts'
import { loadBalancerHealthCheckElsewhere } from './load_balancer_health_check_elsewhere.ts'
import { loadBalancerKeepaliveOff } from './load_balancer_keepalive_off.ts'
import { loadBalancerNoTargets } from './load_balancer_no_targets.ts'
import { loadBalancerSingleNode } from './load_balancer_single_node.ts'
import { loadBalancerSingleTarget } from './load_balancer_single_target.ts'

export const loadBalancerRules: Rule[] = [
  loadBalancerErrored,
  loadBalancerHealthCheckElsewhere,
  loadBalancerKeepaliveOff,
  loadBalancerNoTargets,
  loadBalancerSingleNode,
  loadBalancerSingleTarget,
]
