import type { Area } from '../../engine/area.ts'
import { CONVERT, TRANSFER } from './action.ts'
import { IMPORT } from './custom.ts'
import { routes } from './routes.ts'

export const images: Area = {
  name: 'images',
  kind: 'emulated',
  keeps:
    'A fixed list of public images; snapshots, backups and custom images, with state, size and regions. None holds data, and the URL of a custom image is never fetched.',
  routes,
  actions: [IMPORT, TRANSFER, CONVERT],
  resources: [{ kind: 'image', urn: ['image'], tag_type: 'image', path: '/v2/images' }],
}
