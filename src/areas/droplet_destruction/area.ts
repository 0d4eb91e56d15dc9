import type { Area } from '../../engine/area.ts'
import { DESTROY } from './destroying.ts'
import { routes } from './routes.ts'

export const dropletDestruction: Area = {
  name: 'droplet_destruction',
  kind: 'emulated',
  keeps: 'The record of a destruction: what was to go, what is gone and what could not go.',
  routes,
  actions: [DESTROY],
}
