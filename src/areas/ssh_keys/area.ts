import type { Area } from '../../engine/area.ts'
import { routes } from './routes.ts'

export const ssh_keys: Area = {
  name: 'ssh_keys',
  kind: 'emulated',
  keeps: 'Public keys, with names and fingerprints. No machine is ever given one.',
  routes,
}
