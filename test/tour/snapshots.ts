import { insertDroplet, insertImage } from '../cloud/documents.ts'
import type { TourPart } from './tour.ts'

const SNAPSHOTS = '/v2/snapshots'

export const snapshots: TourPart = {
  async prepare(t) {
    const droplet = await insertDroplet(t, { name: 'snapshots.on.tour' })
    return { snapshot_id: await insertImage(t, { droplet, name: 'snapshot on tour' }) }
  },
  stops: {
    snapshots_list: { ok: [`GET ${SNAPSHOTS}`], invalid: [`GET ${SNAPSHOTS}?resource_type=image`] },
    snapshots_get: {
      ok: [`GET ${SNAPSHOTS}/{snapshot_id}`],
      invalid: [`GET ${SNAPSHOTS}/latest`],
      gone: [`GET ${SNAPSHOTS}/1`],
    },
    snapshots_delete: {
      ok: [`DELETE ${SNAPSHOTS}/{snapshot_id}`],
      invalid: [`DELETE ${SNAPSHOTS}/latest`],
      gone: [`DELETE ${SNAPSHOTS}/1`],
    },
  },
}
