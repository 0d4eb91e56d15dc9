import type { Area } from '../../engine/area.ts'
import { kinds } from './events/events.ts'
import { routes } from './routes.ts'

export const droplet_actions: Area = {
  name: 'droplet_actions',
  kind: 'emulated',
  routes,
  actions: Object.values(kinds),
}
