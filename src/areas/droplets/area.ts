import type { Area } from '../../engine/area.ts'
import { BACKUP, startBackups } from './backups.ts'
import { CREATE } from './creation/creation.ts'
import { routes } from './routes.ts'

export const droplets: Area = {
  name: 'droplets',
  kind: 'emulated',
  keeps:
    'Droplets, with size, image, networks, tags, backup policy and backups. No machine runs; user data and the choice of SSH keys are kept and never used.',
  routes,
  actions: [CREATE, BACKUP],
  reconcilers: [{ name: 'start_backups', every_seconds: 60, run: startBackups }],
  resources: [
    { kind: 'droplet', urn: ['droplet'], tag_type: 'droplet', in_projects: true, path: '/v2/droplets' },
  ],
}
