// What rules ask and a plan cannot answer: it says what there will be, not what has happened to what is there, and the
// provider does not have all settings. A rule that is answered by guesses would pass or flag what nobody knows.
import type { ResourceType } from '../../inventory.ts'

/** Of types that are not made by a plan, or of which it tells too little. */
export const NOTHING_TOLD: { [Type in ResourceType]?: string } = {
  registry: 'a plan does not tell what they hold',
}

const BACKUPS = 'a plan does not tell which backups there are'
const SETTING = 'the Terraform provider does not have this setting'

const elsewhere = (what: string) => `a plan does not tell which ${what} there are beside it`
const RESOURCES = elsewhere('resources')
const DROPLETS = elsewhere('Droplets')

/**
 * By rule. What is bare within a plan most often is bare after it, as a Droplet without a firewall: that is asked. But who
 * is named or tagged, and not planned, most often is there already.
 */
export const UNTOLD: Record<string, string> = {
  'droplet-backup-never-completed': BACKUPS,
  'database-backup-missing': BACKUPS,
  'database-updates-pending': 'a plan does not tell which updates there are',
  'database-version-end-of-life': 'a plan does not tell until when a version is supported',
  'database-storage-not-autoscaled': SETTING,
  'database-user-may-replicate': SETTING,
  'database-mongodb-user-all-databases': SETTING,
  'kubernetes-sso-not-required': SETTING,
  'vpc-unused': 'a plan does not tell what else is in a VPC',
  'alert-policy-never-fires': RESOURCES,
  'certificate-domain-gone': elsewhere('domains'),
  'certificate-unused': elsewhere('load balancers and CDN endpoints'),
  'database-trusted-source-gone': RESOURCES,
  'domain-dangling-app': elsewhere('apps'),
  'domain-dangling-cdn': elsewhere('CDN endpoints'),
  'domain-dangling-delegation': elsewhere('domains'),
  'firewall-dormant-open': DROPLETS,
  'firewall-stale-source': RESOURCES,
  'firewall-tag-unused': DROPLETS,
  'firewall-unused': DROPLETS,
  'load-balancer-no-targets': DROPLETS,
  'uptime-check-target-gone': elsewhere('addresses'),
}
