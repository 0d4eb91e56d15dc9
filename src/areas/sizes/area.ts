import type { Area } from '../../engine/area.ts'
import { routes } from './routes.ts'

export const sizes: Area = {
  name: 'sizes',
  kind: 'emulated',
  keeps: 'A fixed list of sizes, with prices for estimates. Nothing is billed.',
  routes,
}
