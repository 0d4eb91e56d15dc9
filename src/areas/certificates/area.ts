import { scrubWhatIsDestroyed } from '../../cloud/sealed/scrubbing.ts'
import type { Area } from '../../engine/area.ts'
import { expiring, warnOfExpiry } from './expiry.ts'
import { rewrapCertificates } from './material.ts'
import { routes } from './routes.ts'
import { countSealedMaterials } from './store.ts'

export const certificates: Area = {
  name: 'certificates',
  kind: 'real',
  routes,
  migrations: new URL('./migrations/', import.meta.url),
  reconcilers: [
    { name: 'rewrap_certificates', every_seconds: 2, run: rewrapCertificates },
    { name: 'scrub_deleted_keys', every_seconds: 60, run: ({ main }) => scrubWhatIsDestroyed(main) },
    { name: 'warn_of_expiry', every_seconds: 3600, run: warnOfExpiry },
  ],
  resources: [{ kind: 'certificate', urn: ['certificate'], path: '/v2/certificates' }],
  countSealed: { main: countSealedMaterials },
  gauges: [expiring],
}
