import type { Area } from '../../engine/area.ts'
import { routes } from './routes.ts'

export const cdn: Area = {
  name: 'cdn',
  kind: 'emulated',
  keeps:
    'Endpoints, with their origins, times to live and custom domains. Nothing is served or cached, and there are no Spaces.',
  routes,
  resources: [{ kind: 'cdn_endpoint', urn: ['cdn'], path: '/v2/cdn/endpoints' }],
}
