import type { Rule } from '../../rule.ts'
import { dropletBypassesLoadBalancer } from './droplet_bypasses_load_balancer.ts'
import { dropletFirewallMissing } from './droplet_firewall_missing.ts'
import { dropletSshKeyMissing } from './droplet_ssh_key_missing.ts'
import { dropletUserDataCredentials } from './droplet_user_data_credentials.ts'
import { dropletUserDataPasswordLogin } from './droplet_user_data_password_login.ts'
import { dropletUserDataPlainDownload } from './droplet_user_data_plain_download.ts'
import { dropletVpcMissing } from './droplet_vpc_missing.ts'

export const dropletAccessRules: Rule[] = [
  dropletFirewallMissing,
  dropletVpcMissing,
  dropletBypassesLoadBalancer,
  dropletSshKeyMissing,
  dropletUserDataCredentials,
  dropletUserDataPasswordLogin,
  dropletUserDataPlainDownload,
]
