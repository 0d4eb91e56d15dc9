import type { Area } from '../../engine/area.ts'
import { APPLICATION } from './change.ts'
import { routes } from './routes.ts'

export const firewalls: Area = {
  name: 'firewalls',
  kind: 'emulated',
  routes,
  actions: [APPLICATION],
  resources: [{ kind: 'firewall', urn: ['firewall'], path: '/v2/firewalls' }],
}
