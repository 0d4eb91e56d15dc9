import { reservedIpActions } from '../../cloud/reserved_ips/assignment.ts'
import type { Area } from '../../engine/area.ts'
import { routes } from './routes.ts'

export const reserved_ips: Area = {
  name: 'reserved_ips',
  kind: 'emulated',
  keeps: 'Reserved addresses, and the Droplet that each is assigned to. Nothing answers at one.',
  routes,
  actions: reservedIpActions,
  resources: [
    {
      kind: 'reserved_ip',
      urn: ['reservedip', 'floatingip'],
      in_projects: true,
      path: '/v2/reserved_ips',
    },
  ],
}
