import { insertDroplet } from '../../cloud/plain_droplets.ts'
import type { Stop, TourPart } from '../tour.ts'

/** Of reserved IPs, and of floating IPs, which are the same by their old name. */
function stopsOf(folder: string, name: string, [ip, action]: [string, string]): Record<string, Stop> {
  const IPS = `/v2/${folder}` as const
  return {
    [`${ip}_list`]: { ok: [`GET ${IPS}`] },
    [`${ip}_get`]: { ok: [`GET ${IPS}/{${name}}`], gone: [`GET ${IPS}/1.2.3.4`] },
    [`${action}_list`]: { ok: [`GET ${IPS}/{${name}}/actions`], gone: [`GET ${IPS}/1.2.3.4/actions`] },
    [`${action}_get`]: {
      ok: [`GET ${IPS}/{${name}}/actions/{${name}_action}`],
      gone: [`GET ${IPS}/{${name}}/actions/999`],
    },
    [`${ip}_create`]: {
      ok: [`POST ${IPS}`, { region: 'nyc3' }],
      invalid: [`POST ${IPS}`, { region: 7 }],
    },
    [`${action}_post`]: {
      ok: [`POST ${IPS}/{${name}}/actions`, { type: 'unassign' }],
      invalid: [`POST ${IPS}/{${name}}/actions`, { type: 'move' }],
      gone: [`POST ${IPS}/1.2.3.4/actions`, { type: 'unassign' }],
    },
    [`${ip}_delete`]: { ok: [`DELETE ${IPS}/{${name}_to_go}`], gone: [`DELETE ${IPS}/1.2.3.4`] },
  }
}

export const reserved_ips: TourPart = {
  async prepare(t) {
    const made: Record<string, string> = {}
    for (const name of ['reserved_ip', 'floating_ip']) {
      const droplet_id = await insertDroplet(t)
      const { body } = await t.call(`POST /v2/${name}s`, { droplet_id })
      const { body: to_go } = await t.call(`POST /v2/${name}s`, { region: 'nyc3' })
      made[name] = body[name].ip
      made[`${name}_action`] = String(body.links.actions[0].id)
      made[`${name}_to_go`] = to_go[name].ip
    }
    await t.finishActions()
    return made
  },
  stops: {
    ...stopsOf('reserved_ips', 'reserved_ip', ['reservedIPs', 'reservedIPsActions']),
    ...stopsOf('floating_ips', 'floating_ip', ['floatingIPs', 'floatingIPsAction']),
  },
}
