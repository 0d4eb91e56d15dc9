import type { Area } from '../../engine/area.ts'
import { routes } from './routes.ts'

export const domains: Area = {
  name: 'domains',
  kind: 'emulated',
  keeps:
    'Domains, their records and their zone files, serial included. Our own name server answers for them; delegate to it what others are to find.',
  routes,
  resources: [{ kind: 'domain', urn: ['domain'], in_projects: true, path: '/v2/domains' }],
}
