import type { Area } from '../../engine/area.ts'
import { routes } from './routes.ts'

export const regions: Area = { name: 'regions', kind: 'emulated', routes }
