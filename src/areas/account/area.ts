import type { Area } from '../../engine/area.ts'
import { routes } from './routes.ts'

export const account: Area = {
  name: 'account',
  kind: 'real',
  routes,
  migrations: new URL('./migrations/', import.meta.url),
}
