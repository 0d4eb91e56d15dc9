import type { Rule } from '../../rule.ts'
import { loadBalancerBackendCleartext } from './load_balancer_backend_cleartext.ts'
import { loadBalancerCertificateMissing } from './load_balancer_certificate_missing.ts'
import { loadBalancerHttpNotRedirected } from './load_balancer_http_not_redirected.ts'
import { loadBalancerHttpOnly } from './load_balancer_http_only.ts'
import { loadBalancerNameNotCovered } from './load_balancer_name_not_covered.ts'
import { loadBalancerTlsPolicyDefault } from './load_balancer_tls_policy_default.ts'

export const loadBalancerTlsRules: Rule[] = [
  loadBalancerBackendCleartext,
  loadBalancerCertificateMissing,
  loadBalancerHttpNotRedirected,
  loadBalancerHttpOnly,
  loadBalancerNameNotCovered,
  loadBalancerTlsPolicyDefault,
]
