import type { Rule } from '../../rule.ts'
import { cdnEndpointCertificateMismatch } from './cdn_endpoint_certificate_mismatch.ts'
import { cdnEndpointCertificateMissing } from './cdn_endpoint_certificate_missing.ts'
import { cdnEndpointDomainElsewhere } from './cdn_endpoint_domain_elsewhere.ts'
import { cdnEndpointTtlLong } from './cdn_endpoint_ttl_long.ts'

export const cdnRules: Rule[] = [
  cdnEndpointCertificateMismatch,
  cdnEndpointCertificateMissing,
  cdnEndpointDomainElsewhere,
  cdnEndpointTtlLong,
]
