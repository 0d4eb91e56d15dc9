// Every rule, by what it is about.
import type { Rule } from '../rule.ts'
import { accountRules } from './account/rules.ts'
import { appOperationRules } from './app_operations/rules.ts'
import { appRules } from './apps/rules.ts'
import { cdnRules } from './cdn/rules.ts'
import { certificateRules } from './certificates/rules.ts'
import { databaseSettingRules } from './database_settings/rules.ts'
import { databaseUserRules } from './database_users/rules.ts'
import { databaseRules } from './databases/rules.ts'
import { domainRules } from './domains/rules.ts'
import { dropletAccessRules } from './droplet_access/rules.ts'
import { dropletRules } from './droplets/rules.ts'
import { firewallRules } from './firewalls/rules.ts'
import { keyRules } from './keys/rules.ts'
import { kubernetesRules } from './kubernetes/rules.ts'
import { loadBalancerTlsRules } from './load_balancer_tls/rules.ts'
import { loadBalancerRules } from './load_balancers/rules.ts'
import { mailDomainRules } from './mail_domains/rules.ts'
import { monitoringRules } from './monitoring/rules.ts'
import { networkRules } from './networks/rules.ts'
import { openPortRules } from './open_ports/rules.ts'
import { portRangeRules } from './port_ranges/rules.ts'
import { registryRules } from './registries/rules.ts'
import { secretRules } from './secrets/rules.ts'
import { storageRules } from './storage/rules.ts'
import { tokenRules } from './tokens/rules.ts'

export const rules: readonly Rule[] = [
  ...dropletRules,
  ...openPortRules,
  ...databaseRules,
  ...databaseUserRules,
  ...databaseSettingRules,
  ...kubernetesRules,
  ...appRules,
  ...appOperationRules,
  ...registryRules,
  ...certificateRules,
  ...secretRules,
  ...tokenRules,
  ...keyRules,
  ...accountRules,
  ...monitoringRules,
  ...dropletAccessRules,
  ...portRangeRules,
  ...storageRules,
  ...firewallRules,
  ...loadBalancerRules,
  ...loadBalancerTlsRules,
  ...cdnRules,
  ...domainRules,
  ...mailDomainRules,
  ...networkRules,
]
