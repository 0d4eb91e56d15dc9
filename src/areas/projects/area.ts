import type { Area } from '../../engine/area.ts'
import { routes } from './routes.ts'

export const projects: Area = {
  name: 'projects',
  kind: 'emulated',
  keeps: 'Projects, and which resources are in each. Nothing of them is left out.',
  routes,
}
