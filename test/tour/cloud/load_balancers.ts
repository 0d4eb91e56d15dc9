import { insertDroplet, insertVpc } from '../../cloud/plain_droplets.ts'
import type { TourPart } from '../tour.ts'

const LBS = '/v2/load_balancers'
const rule = { entry_protocol: 'tcp', entry_port: 22, target_protocol: 'tcp', target_port: 22 }
const wanted = { name: 'made', region: 'nyc3', forwarding_rules: [rule] }
const other_rule = { ...rule, entry_port: 23 }
const droplets = { droplet_ids: ['{behind_id:number}'] }

export const load_balancers: TourPart = {
  async prepare(t) {
    const vpc_uuid = await insertVpc(t, { ip_range: '10.77.0.0/24' })
    const behind_id = String(await insertDroplet(t, { vpc_uuid }))
    const made = await t.call(`POST ${LBS}`, { ...wanted, name: 'kept', vpc_uuid })
    const glb_settings = { target_protocol: 'http', target_port: 80 }
    const everywhere = await t.call(`POST ${LBS}`, { name: 'everywhere', type: 'GLOBAL', glb_settings })
    const lb_id = made.body.load_balancer.id
    return { lb_id, behind_id, global_lb_id: everywhere.body.load_balancer.id }
  },
  stops: {
    loadBalancers_list: { ok: [`GET ${LBS}`] },
    loadBalancers_get: { ok: [`GET ${LBS}/{lb_id}`], gone: [`GET ${LBS}/no`] },
    loadBalancers_create: { ok: [`POST ${LBS}`, wanted], invalid: [`POST ${LBS}`, {}] },
    loadBalancers_update: {
      ok: [`PUT ${LBS}/{lb_id}`, { ...wanted, name: 'kept' }],
      invalid: [`PUT ${LBS}/{lb_id}`, { size_unit: 0 }],
      gone: [`PUT ${LBS}/no`, wanted],
    },
    loadBalancers_add_droplets: {
      ok: [`POST ${LBS}/{lb_id}/droplets`, droplets],
      invalid: [`POST ${LBS}/{lb_id}/droplets`, {}],
      gone: [`POST ${LBS}/no/droplets`, droplets],
    },
    loadBalancers_remove_droplets: {
      ok: [`DELETE ${LBS}/{lb_id}/droplets`, droplets],
      invalid: [`DELETE ${LBS}/{lb_id}/droplets`, {}],
      gone: [`DELETE ${LBS}/no/droplets`, droplets],
    },
    loadBalancers_add_forwardingRules: {
      ok: [`POST ${LBS}/{lb_id}/forwarding_rules`, { forwarding_rules: [other_rule] }],
      invalid: [`POST ${LBS}/{lb_id}/forwarding_rules`, { forwarding_rules: [] }],
      gone: [`POST ${LBS}/no/forwarding_rules`, { forwarding_rules: [other_rule] }],
    },
    loadBalancers_remove_forwardingRules: {
      ok: [`DELETE ${LBS}/{lb_id}/forwarding_rules`, { forwarding_rules: [other_rule] }],
      invalid: [`DELETE ${LBS}/{lb_id}/forwarding_rules`, { forwarding_rules: [] }],
      gone: [`DELETE ${LBS}/no/forwarding_rules`, { forwarding_rules: [other_rule] }],
    },
    loadBalancers_delete_cache: {
      ok: [`DELETE ${LBS}/{global_lb_id}/cache`],
      gone: [`DELETE ${LBS}/no/cache`],
    },
    loadBalancers_delete: { ok: [`DELETE ${LBS}/{lb_id}`], gone: [`DELETE ${LBS}/no`] },
  },
}
