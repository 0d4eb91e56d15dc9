import type { Area } from '../../engine/area.ts'
import { routes } from './routes.ts'

export const cdn: Area = {
  name: 'cdn',
  kind: 'emulated',
  routes,
  resources: [{ kind: 'cdn_endpoint', urn: ['cdn'], path: '/v2/cdn/endpoints' }],
}
