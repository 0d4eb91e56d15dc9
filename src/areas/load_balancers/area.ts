import type { Area } from '../../engine/area.ts'
import { START } from './balancer.ts'
import { routes } from './routes.ts'

export const load_balancers: Area = {
  name: 'load_balancers',
  kind: 'emulated',
  keeps:
    'Settings, rules, Droplets by id or tag, addresses and status. Nothing is forwarded, cached or checked for its health.',
  routes,
  actions: [START],
  resources: [
    { kind: 'load_balancer', urn: ['loadbalancer'], in_projects: true, path: '/v2/load_balancers' },
  ],
}
