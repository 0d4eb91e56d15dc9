import type { Area } from '../../engine/area.ts'
import { routes } from './routes.ts'

export const actions: Area = {
  name: 'actions',
  kind: 'emulated',
  keeps: 'Every action that clients are shown, for good.',
  routes,
}
