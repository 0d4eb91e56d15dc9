import type { Area } from '../../engine/area.ts'
import { garbageCollectionActions } from './garbage_collections/garbage_collection.ts'
import { routes } from './routes.ts'

export const registries: Area = {
  name: 'registries',
  kind: 'emulated',
  keeps:
    'Registries, the subscription that they share, and garbage collections, which find nothing to delete. Credentials are working tokens of this server. No image can be pushed: there are no repositories, tags and manifests, and what would act on one finds none.',
  routes,
  actions: garbageCollectionActions,
  resources: [{ kind: 'registry', urn: ['registry'], path: '/v2/registries' }],
}
