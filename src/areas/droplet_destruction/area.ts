import type { Area } from '../../engine/area.ts'
import { DESTROY } from './destroying.ts'
import { routes } from './routes.ts'

export const dropletDestruction: Area = {
  name: 'droplet_destruction',
  kind: 'emulated',
  routes,
  actions: [DESTROY],
}
