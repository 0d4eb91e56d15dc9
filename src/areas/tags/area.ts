import type { Area } from '../../engine/area.ts'
import { routes } from './routes.ts'

export const tags: Area = { name: 'tags', kind: 'emulated', routes }
