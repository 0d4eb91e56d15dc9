import type { TourPart } from '../tour.ts'

export const catalogue: TourPart = {
  stops: {
    regions_list: { ok: ['GET /v2/regions'] },
    sizes_list: { ok: ['GET /v2/sizes?per_page=200'] },
  },
}
