import type { Area } from '../../engine/area.ts'
import { APPLICATION } from './change.ts'
import { routes } from './routes.ts'

export const firewalls: Area = {
  name: 'firewalls',
  kind: 'emulated',
  keeps:
    'Rules, whom they are for by id or tag, and which changes are still to be applied. No packet is filtered.',
  routes,
  actions: [APPLICATION],
  resources: [{ kind: 'firewall', urn: ['firewall'], path: '/v2/firewalls' }],
}
