import type { Area } from '../../engine/area.ts'
import { routes } from './routes.ts'

export const vpcs: Area = {
  name: 'vpcs',
  kind: 'emulated',
  keeps: 'VPCs, with their ranges, defaults and members. No network connects the members.',
  routes,
  resources: [{ kind: 'vpc', urn: ['vpc'], path: '/v2/vpcs' }],
}
