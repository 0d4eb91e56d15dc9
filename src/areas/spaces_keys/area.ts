import type { Area } from '../../engine/area.ts'
import { routes } from './routes.ts'

export const spaces_keys: Area = {
  name: 'spaces_keys',
  kind: 'emulated',
  keeps: 'Access keys, with names and grants. A secret is shown once and not kept, and there are no Spaces.',
  routes,
}
