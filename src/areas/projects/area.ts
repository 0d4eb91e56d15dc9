import type { Area } from '../../engine/area.ts'
import { routes } from './routes.ts'

export const projects: Area = { name: 'projects', kind: 'emulated', routes }
