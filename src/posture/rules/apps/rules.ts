import type { Rule } from '../../rule.ts'
import { appCorsAnyOrigin } from './app_cors_any_origin.ts'
import { appDeploysEveryPush } from './app_deploys_every_push.ts'
import { appDomainWildcard } from './app_domain_wildcard.ts'
import { appImageNotPinned } from './app_image_not_pinned.ts'
import { appOutsideVpc } from './app_outside_vpc.ts'
import { appSecretInPlainText } from './app_secret_in_plain_text.ts'

export const appRules: Rule[] = [
  appSecretInPlainText,
  appCorsAnyOrigin,
  appImageNotPinned,
  appDeploysEveryPush,
  appDomainWildcard,
  appOutsideVpc,
]
