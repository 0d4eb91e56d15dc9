import type { Area } from '../../engine/area.ts'
import { routes } from './routes.ts'
import { SCAN } from './scanning.ts'

export const scans: Area = {
  name: 'scans',
  kind: 'real',
  routes,
  migrations: new URL('./migrations/', import.meta.url),
  actions: [SCAN],
}
