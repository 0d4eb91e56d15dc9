import type { Area } from '../../engine/area.ts'
import { routes } from './routes.ts'

export const tags: Area = {
  name: 'tags',
  kind: 'emulated',
  keeps: 'Tags, and which resources have each. Nothing of them is left out.',
  routes,
}
