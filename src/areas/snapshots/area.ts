import type { Area } from '../../engine/area.ts'
import { routes } from './routes.ts'

export const snapshots: Area = {
  name: 'snapshots',
  kind: 'emulated',
  keeps: 'Nothing of its own: the snapshots of Droplets and of volumes as one list.',
  routes,
}
