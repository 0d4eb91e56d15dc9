import { makeCertificate, uploadOf } from '../cloud/made_certificate.ts'
import type { TourPart } from './tour.ts'

const CERTIFICATES = '/v2/certificates'
// Texts of PEM, for those of the tour are filled in as they are.
const MATERIAL = {
  private_key: '{certificate_key}',
  leaf_certificate: '{certificate_leaf}',
}

export const certificates: TourPart = {
  async prepare(t) {
    // Of a name of its own: what is in use by others cannot be deleted.
    const upload = uploadOf(await makeCertificate({ names: ['tour.example'] }))
    const { body } = await t.call(`POST ${CERTIFICATES}`, { name: 'prepared', ...upload })
    const escaped = (text: string) => JSON.stringify(text).slice(1, -1)
    return {
      certificate_id: body.certificate.id,
      certificate_key: escaped(upload.private_key),
      certificate_leaf: escaped(upload.leaf_certificate),
    }
  },
  stops: {
    certificates_list: { ok: [`GET ${CERTIFICATES}?name=prepared`] },
    certificates_get: { ok: [`GET ${CERTIFICATES}/{certificate_id}`], gone: [`GET ${CERTIFICATES}/no`] },
    certificates_create: {
      ok: [`POST ${CERTIFICATES}`, { name: 'toured', type: 'custom', ...MATERIAL }],
      invalid: [`POST ${CERTIFICATES}`, { name: 'toured', type: 'none' }],
    },
    certificates_delete: {
      ok: [`DELETE ${CERTIFICATES}/{certificate_id}`],
      gone: [`DELETE ${CERTIFICATES}/no`],
    },
  },
}
