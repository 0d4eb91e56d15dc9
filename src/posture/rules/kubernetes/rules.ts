import type { Rule } from '../../rule.ts'
import { kubernetesAutoUpgradeOff } from './kubernetes_auto_upgrade_off.ts'
import { kubernetesControlPlaneNotHa } from './kubernetes_control_plane_not_ha.ts'
import { kubernetesControlPlaneOpen } from './kubernetes_control_plane_open.ts'
import { kubernetesInDefaultVpc } from './kubernetes_in_default_vpc.ts'
import { kubernetesPoolNotAutoscaled } from './kubernetes_pool_not_autoscaled.ts'
import { kubernetesSingleNode } from './kubernetes_single_node.ts'
import { kubernetesSsoNotRequired } from './kubernetes_sso_not_required.ts'
import { kubernetesSurgeUpgradeOff } from './kubernetes_surge_upgrade_off.ts'
import { kubernetesVersionEndOfLife } from './kubernetes_version_end_of_life.ts'
import { kubernetesWorkersPublic } from './kubernetes_workers_public.ts'

export const kubernetesRules: Rule[] = [
  kubernetesVersionEndOfLife,
  kubernetesAutoUpgradeOff,
  kubernetesSurgeUpgradeOff,
  kubernetesControlPlaneNotHa,
  kubernetesControlPlaneOpen,
  kubernetesSingleNode,
  kubernetesPoolNotAutoscaled,
  kubernetesWorkersPublic,
  kubernetesSsoNotRequired,
  kubernetesInDefaultVpc,
]
