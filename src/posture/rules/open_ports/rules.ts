import type { Rule } from '../../rule.ts'
import { dropletAdminPanelOpen } from './droplet_admin_panel_open.ts'
import { dropletDataStoreOpen } from './droplet_data_store_open.ts'
import { dropletDockerApiOpen } from './droplet_docker_api_open.ts'
import { dropletKubernetesPortOpen } from './droplet_kubernetes_port_open.ts'
import { dropletLegacyProtocolOpen } from './droplet_legacy_protocol_open.ts'
import { dropletMessageBrokerOpen } from './droplet_message_broker_open.ts'
import { dropletRemoteDesktopOpen } from './droplet_remote_desktop_open.ts'
import { dropletSqlDatabaseOpen } from './droplet_sql_database_open.ts'
import { dropletSshOpen } from './droplet_ssh_open.ts'

export const openPortRules: Rule[] = [
  dropletSshOpen,
  dropletRemoteDesktopOpen,
  dropletSqlDatabaseOpen,
  dropletDataStoreOpen,
  dropletDockerApiOpen,
  dropletKubernetesPortOpen,
  dropletAdminPanelOpen,
  dropletLegacyProtocolOpen,
  dropletMessageBrokerOpen,
]
