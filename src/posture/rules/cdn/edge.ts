// What rules about CDN endpoints have in common.
import type { Certificate } from '../../facts/access.ts'
import type { CdnEndpoint } from '../../facts/storage.ts'
import { indexOf, type World } from '../../world.ts'

const certificates = indexOf('certificate', ({ id }) => [id])

// What the API writes in place of an id where the edge issues and renews the certificate by itself.
const EDGE_CERTIFICATE = 'needs-cloudflare-cert'

export const hasEdgeCertificate = ({ certificate_id }: CdnEndpoint): boolean =>
  certificate_id === EDGE_CERTIFICATE

export const certificateOf = (world: World, { certificate_id }: CdnEndpoint): Certificate | undefined =>
  certificate_id ? certificates(world).get(certificate_id)?.[0] : undefined
