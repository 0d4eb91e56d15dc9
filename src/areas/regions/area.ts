import type { Area } from '../../engine/area.ts'
import { routes } from './routes.ts'

export const regions: Area = {
  name: 'regions',
  kind: 'emulated',
  keeps: 'A fixed list of regions and of what each has on offer. Nothing lies there.',
  routes,
}
