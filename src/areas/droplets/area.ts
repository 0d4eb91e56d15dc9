import type { Area } from '../../engine/area.ts'
import { CREATE } from './creation.ts'
import { routes } from './routes.ts'

export const droplets: Area = {
  name: 'droplets',
  kind: 'emulated',
  routes,
  actions: [CREATE],
  resources: [
    { kind: 'droplet', urn: ['droplet'], tag_type: 'droplet', in_projects: true, path: '/v2/droplets' },
  ],
}
