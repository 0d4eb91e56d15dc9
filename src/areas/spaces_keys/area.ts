import type { Area } from '../../engine/area.ts'
import { routes } from './routes.ts'

export const spaces_keys: Area = { name: 'spaces_keys', kind: 'emulated', routes }
