import type { Area } from '../../engine/area.ts'
import { purgeDeletedSecrets } from './purge.ts'
import { rewrapSecrets } from './rewrap.ts'
import { routes } from './routes.ts'
import { countSealedVersions } from './wrapping_store.ts'

export const secrets: Area = {
  name: 'secrets',
  kind: 'real',
  routes,
  region_migrations: new URL('./migrations/', import.meta.url),
  reconcilers: [
    { name: 'purge_deleted_secrets', every_seconds: 60, run: purgeDeletedSecrets },
    { name: 'rewrap_secrets', every_seconds: 2, run: rewrapSecrets },
  ],
  countSealed: { region: countSealedVersions },
}
