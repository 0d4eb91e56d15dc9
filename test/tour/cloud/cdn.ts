import type { TourPart } from '../tour.ts'

const ENDPOINTS = '/v2/cdn/endpoints'
const origin = 'static-images.nyc3.digitaloceanspaces.com'

export const cdn: TourPart = {
  async prepare(t) {
    return { cdn_id: (await t.call(`POST ${ENDPOINTS}`, { origin })).body.endpoint.id }
  },
  stops: {
    cdn_list_endpoints: { ok: [`GET ${ENDPOINTS}`] },
    cdn_get_endpoint: { ok: [`GET ${ENDPOINTS}/{cdn_id}`], gone: [`GET ${ENDPOINTS}/no`] },
    cdn_create_endpoint: {
      ok: [`POST ${ENDPOINTS}`, { origin: `other-${origin}` }],
      invalid: [`POST ${ENDPOINTS}`, {}],
    },
    cdn_update_endpoints: {
      ok: [`PUT ${ENDPOINTS}/{cdn_id}`, { ttl: 60 }],
      invalid: [`PUT ${ENDPOINTS}/{cdn_id}`, { ttl: 'x' }],
      gone: [`PUT ${ENDPOINTS}/no`, { ttl: 60 }],
    },
    cdn_purge_cache: {
      ok: [`DELETE ${ENDPOINTS}/{cdn_id}/cache`, { files: ['*'] }],
      invalid: [`DELETE ${ENDPOINTS}/{cdn_id}/cache`, { files: [] }],
      gone: [`DELETE ${ENDPOINTS}/no/cache`, { files: ['*'] }],
    },
    cdn_delete_endpoint: { ok: [`DELETE ${ENDPOINTS}/{cdn_id}`], gone: [`DELETE ${ENDPOINTS}/no`] },
  },
}
