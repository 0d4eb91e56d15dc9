import { rule } from '../../rule.ts'
import { named } from '../named.ts'

const user = (auth_plugin: string) => ({ name: 'shop', role: 'normal', mysql_settings: { auth_plugin } })

export const databaseMysqlNativePassword = rule({
  id: 'database-mysql-native-password',
  name: 'MySQL Users With the Legacy Authentication',
  severity: 'MEDIUM',
  kind: 'workload',
  resource: 'database',
  details: 'Users of the MySQL cluster authenticate with `mysql_native_password`.',
  business_impact:
    'The method stores an unsalted double SHA-1 of the password. Whoever gets hold of the user table finds most passwords within hours, and MySQL has removed the method from its newer versions, so that an upgrade locks these users out.',
  technical_details:
    'The field `mysql_settings.auth_plugin` of a user of a MySQL cluster is `mysql_native_password`.',
  mitigation: {
    panel: [
      'Make sure that the drivers of the application know `caching_sha2_password`.',
      'Open Databases, the cluster, and its Users & Databases tab.',
      'In the menu of the user, choose Edit Password Encryption and the MySQL 8+ encryption; the password changes with it.',
      'Give the new password to the application.',
    ],
    doctl: 'doctl databases user reset <database-id> <user-name> caching_sha2_password',
    terraform:
      'resource "digitalocean_database_user" "…" {\n  mysql_auth_plugin = "caching_sha2_password"\n}',
    api: 'POST /v2/databases/{database_cluster_uuid}/users/{username}/reset_auth {"mysql_settings": {"auth_plugin": "caching_sha2_password"}}',
  },
  controls: { iso_27001: ['A.8.5', 'A.8.24'], soc_2: ['CC6.1'], nist_csf: ['PR.AA-03'], pci_dss: ['8.3.2'] },
  check: ({ users }) => {
    const legacy = users.filter(
      ({ mysql_settings }) => mysql_settings?.auth_plugin === 'mysql_native_password',
    )
    if (legacy.length === 0) return undefined
    return { evidence: `With mysql_native_password: ${named(legacy.map(({ name }) => name))}.` }
  },
  examples: {
    flagged: [
      { database: [{ engine: 'mysql', users: [user('mysql_native_password')] }] },
      {
        database: [
          { engine: 'mysql', users: [user('caching_sha2_password'), user('mysql_native_password')] },
        ],
      },
    ],
    passed: [
      { database: [{ engine: 'mysql', users: [user('caching_sha2_password')] }] },
      { database: [{ engine: 'mysql', users: [{ name: 'shop', mysql_settings: null }] }] },
      { database: [{ users: [] }] },
    ],
  },
})
