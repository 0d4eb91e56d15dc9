import type { Area } from '../../engine/area.ts'
import { routes } from './routes.ts'

export const domains: Area = {
  name: 'domains',
  kind: 'emulated',
  keeps: 'Domains, their records and their zone files, serial included. No name server answers for them.',
  routes,
  resources: [{ kind: 'domain', urn: ['domain'], in_projects: true, path: '/v2/domains' }],
}
