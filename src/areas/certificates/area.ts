import { scrubWhatIsDestroyed } from '../../cloud/sealed/scrubbing.ts'
import type { Area } from '../../engine/area.ts'
import { expiring, warnOfExpiry } from './expiry.ts'
import { ISSUE } from './issuing/issue.ts'
import { rewrapOrders } from './issuing/order_key.ts'
import { renewCertificates } from './issuing/renewal.ts'
import { countSealedOrders } from './issuing/store.ts'
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
    { name: 'rewrap_certificate_orders', every_seconds: 2, run: rewrapOrders },
    { name: 'renew_certificates', every_seconds: 60, run: renewCertificates },
    { name: 'scrub_deleted_keys', every_seconds: 60, run: ({ main }) => scrubWhatIsDestroyed(main) },
    { name: 'warn_of_expiry', every_seconds: 3600, run: warnOfExpiry },
  ],
  resources: [{ kind: 'certificate', urn: ['certificate'], path: '/v2/certificates' }],
  actions: [ISSUE],
  countSealed: {
    main: async (db) => [...(await countSealedMaterials(db)), ...(await countSealedOrders(db))],
  },
  gauges: [expiring],
}
