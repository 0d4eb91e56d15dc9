import type { Area } from '../../engine/area.ts'
import { routes } from './routes.ts'

export const snapshots: Area = { name: 'snapshots', kind: 'emulated', routes }
