import type { Area } from '../../engine/area.ts'
import { kinds } from './events/events.ts'
import { routes } from './routes.ts'

export const droplet_actions: Area = {
  name: 'droplet_actions',
  kind: 'emulated',
  keeps:
    'Each action, and what it changes of its Droplet: status, size, image, name, networks, backups, snapshots. Nothing boots, and no password is reset.',
  routes,
  actions: Object.values(kinds),
}
