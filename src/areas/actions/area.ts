import type { Area } from '../../engine/area.ts'
import { routes } from './routes.ts'

export const actions: Area = { name: 'actions', kind: 'emulated', routes }
