import type { Area } from '../../engine/area.ts'
import { DELETION, PROVISIONING } from './actions.ts'
import { routes } from './routes.ts'

export const vpcPeerings: Area = {
  name: 'vpc_peerings',
  kind: 'emulated',
  keeps: 'Peerings of two VPCs, from provisioning to deletion. No packet crosses one.',
  routes,
  actions: [PROVISIONING, DELETION],
  resources: [{ kind: 'vpc_peering', urn: ['vpc_peering'], path: '/v2/vpc_peerings' }],
}
