import type { Area } from '../../engine/area.ts'
import { routes } from './routes.ts'

export const tokens: Area = {
  name: 'tokens',
  kind: 'real',
  routes,
  migrations: new URL('./migrations/', import.meta.url),
}
