import type { Area } from '../../engine/area.ts'
import { routes } from './routes.ts'

/** The old name of reserved IPs, whose area has their actions. */
export const floating_ips: Area = {
  name: 'floating_ips',
  kind: 'emulated',
  keeps: 'Nothing of its own: the reserved IPs, under their old name.',
  routes,
}
