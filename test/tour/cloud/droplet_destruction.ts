import { insertDroplet } from '../../cloud/documents.ts'
import type { TourPart } from '../tour.ts'

const path = (droplet: string) => `/v2/droplets/${droplet}/destroy_with_associated_resources` as const
const KEPT = path('{destruction_kept_id}')
const NONE = path('999999')
const X_DANGEROUS = { 'x-dangerous': 'true' }

export const dropletDestruction: TourPart = {
  async prepare(t) {
    const [kept, selective, dangerous] = [
      await insertDroplet(t, { name: 'kept.on.tour' }),
      await insertDroplet(t, { name: 'selective.on.tour' }),
      await insertDroplet(t, { name: 'dangerous.on.tour' }),
    ]
    const ended = await insertDroplet(t, { name: 'ended.on.tour' })
    await t.call(`DELETE ${path(ended)}/selective`, {})
    await t.finishActions()
    return {
      destruction_kept_id: kept,
      destruction_selective_id: selective,
      destruction_dangerous_id: dangerous,
      destruction_ended_id: ended,
    }
  },
  stops: {
    droplets_list_associatedResources: { ok: [`GET ${KEPT}`], gone: [`GET ${NONE}`] },
    droplets_get_DestroyAssociatedResourcesStatus: {
      ok: [`GET ${path('{destruction_ended_id}')}/status`],
      gone: [`GET ${KEPT}/status`],
    },
    droplets_destroy_withAssociatedResourcesSelective: {
      ok: [`DELETE ${path('{destruction_selective_id}')}/selective`, { volumes: [] }],
      invalid: [`DELETE ${KEPT}/selective`, { volumes: 'all' }],
      gone: [`DELETE ${NONE}/selective`, {}],
    },
    droplets_destroy_withAssociatedResourcesDangerous: {
      ok: [`DELETE ${path('{destruction_dangerous_id}')}/dangerous`, undefined, X_DANGEROUS],
      invalid: [`DELETE ${KEPT}/dangerous`],
      gone: [`DELETE ${NONE}/dangerous`, undefined, X_DANGEROUS],
    },
    droplets_destroy_retryWithAssociatedResources: {
      ok: [`POST ${path('{destruction_ended_id}')}/retry`],
      gone: [`POST ${NONE}/retry`],
      also: [[`POST ${path('{destruction_ended_id}')}/retry`]],
    },
  },
}
