import { makeDroplet } from '../../cloud/made_droplet.ts'
import type { TourPart } from '../tour.ts'

const ACTIONS = '/v2/droplets/{acted_droplet_id}/actions'

export const droplet_actions: TourPart = {
  async prepare(t) {
    const acted_droplet_id = await makeDroplet(t)
    await makeDroplet(t, { tags: ['acted-upon'] })
    const { body } = await t.call(`POST /v2/droplets/${acted_droplet_id}/actions`, { type: 'reboot' })
    await t.finishActions()
    return { acted_droplet_id, droplet_action_id: String(body.action.id) }
  },
  stops: {
    dropletActions_list: { ok: [`GET ${ACTIONS}`], gone: ['GET /v2/droplets/999/actions'] },
    dropletActions_get: {
      ok: [`GET ${ACTIONS}/{droplet_action_id}`],
      gone: [`GET ${ACTIONS}/999`],
    },
    dropletActions_post: {
      ok: [`POST ${ACTIONS}`, { type: 'power_off' }],
      invalid: [`POST ${ACTIONS}`, { type: 'explode' }],
      gone: ['POST /v2/droplets/999/actions', { type: 'power_off' }],
    },
    dropletActions_post_byTag: {
      ok: ['POST /v2/droplets/actions?tag_name=acted-upon', { type: 'power_off' }],
      invalid: ['POST /v2/droplets/actions', { type: 'power_off' }],
    },
  },
}
