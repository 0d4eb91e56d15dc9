import type { Area } from '../../engine/area.ts'
import { ATTACH, BUSY_WITH_VOLUME, DETACH, RESIZE } from './attachment.ts'
import { routes } from './routes.ts'

export const volumes: Area = {
  name: 'volumes',
  kind: 'emulated',
  keeps: 'Volumes and their snapshots, with size, file system and attachment. There are no bytes in them.',
  routes,
  actions: [ATTACH, DETACH, RESIZE, BUSY_WITH_VOLUME],
  resources: [
    {
      kind: 'volume',
      urn: ['volume'],
      tag_type: 'volume',
      in_projects: true,
      read_scope: 'block_storage:read',
      update_scope: 'block_storage:create',
      path: '/v2/volumes',
    },
    {
      kind: 'volume_snapshot',
      urn: ['volume_snapshot', 'volumesnapshot'],
      tag_type: 'volume_snapshot',
      read_scope: 'block_storage_snapshot:read',
      update_scope: 'block_storage_snapshot:create',
      path: '/v2/volumes/snapshots',
    },
  ],
}
