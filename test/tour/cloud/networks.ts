import type { Harness } from '../../harness.ts'
import type { TourPart } from '../tour.ts'

const UNKNOWN = '5a4981aa-9653-4bd1-bef5-d6bff52042e4'
const GONE_VPC = `/v2/vpcs/${UNKNOWN}` as const
const GONE_PEERING = `/v2/vpc_peerings/${UNKNOWN}` as const

const makeVpc = async (t: Harness, name: string): Promise<string> =>
  (await t.call('POST /v2/vpcs', { name, region: 'nyc3' })).body.vpc.id

const peer = async (t: Harness, name: string, ...vpc_ids: string[]): Promise<string> =>
  (await t.call('POST /v2/vpc_peerings', { name, vpc_ids })).body.vpc_peering.id

export const vpcs: TourPart = {
  async prepare(t) {
    const [vpc_id, near_vpc_id] = [await makeVpc(t, 'tour'), await makeVpc(t, 'tour-near')]
    return {
      vpc_id,
      near_vpc_id,
      far_vpc_id: await makeVpc(t, 'tour-far'),
      lone_vpc_id: await makeVpc(t, 'tour-lone'),
      peering_id: await peer(t, 'tour', vpc_id, near_vpc_id),
    }
  },
  stops: {
    // The document lists a 404 for the lists, too: the nearest to it is what is not in the list.
    vpcs_list: { ok: ['GET /v2/vpcs'], invalid: ['GET /v2/vpcs?page=0'], gone: [`GET ${GONE_VPC}`] },
    vpcs_create: {
      ok: ['POST /v2/vpcs', { name: 'tour-more', region: 'nyc3', ip_range: '192.168.10.0/24' }],
      invalid: ['POST /v2/vpcs', { name: 'no spaces', region: 'nyc3' }],
    },
    vpcs_get: { ok: ['GET /v2/vpcs/{vpc_id}'], gone: [`GET ${GONE_VPC}`] },
    vpcs_update: {
      ok: ['PUT /v2/vpcs/{vpc_id}', { name: 'tour', description: 'on tour' }],
      gone: [`PUT ${GONE_VPC}`, { name: 'x' }],
    },
    vpcs_patch: {
      ok: ['PATCH /v2/vpcs/{vpc_id}', { description: 'still on tour' }],
      gone: [`PATCH ${GONE_VPC}`, { name: 'x' }],
    },
    vpcs_list_members: {
      ok: ['GET /v2/vpcs/{vpc_id}/members?resource_type=droplet'],
      gone: [`GET ${GONE_VPC}/members`],
    },
    vpcs_list_peerings: {
      ok: ['GET /v2/vpcs/{vpc_id}/peerings'],
      gone: [`GET ${GONE_VPC}/peerings`],
    },
    vpcs_create_peerings: {
      ok: ['POST /v2/vpcs/{vpc_id}/peerings', { name: 'tour-far', vpc_id: '{far_vpc_id}' }],
      gone: [`POST ${GONE_VPC}/peerings`, { name: 'x', vpc_id: '{far_vpc_id}' }],
    },
    vpcs_patch_peerings: {
      ok: ['PATCH /v2/vpcs/{vpc_id}/peerings/{peering_id}', { name: 'tour-2' }],
      gone: [`PATCH /v2/vpcs/{far_vpc_id}/peerings/{peering_id}`, { name: 'x' }],
    },
    vpcs_delete: { ok: ['DELETE /v2/vpcs/{lone_vpc_id}'], gone: [`DELETE ${GONE_VPC}`] },
    vpcPeerings_list: { ok: ['GET /v2/vpc_peerings?region=nyc3'], gone: [`GET ${GONE_PEERING}`] },
    vpcPeerings_create: {
      ok: ['POST /v2/vpc_peerings', { name: 'tour-near', vpc_ids: ['{near_vpc_id}', '{far_vpc_id}'] }],
      invalid: ['POST /v2/vpc_peerings', { name: 'x', vpc_ids: ['{vpc_id}'] }],
    },
    vpcPeerings_get: { ok: ['GET /v2/vpc_peerings/{peering_id}'], gone: [`GET ${GONE_PEERING}`] },
    vpcPeerings_patch: {
      ok: ['PATCH /v2/vpc_peerings/{peering_id}', { name: 'tour-3' }],
      gone: [`PATCH ${GONE_PEERING}`, { name: 'x' }],
    },
    vpcPeerings_delete: { ok: ['DELETE /v2/vpc_peerings/{peering_id}'], gone: [`DELETE ${GONE_PEERING}`] },
  },
}

const RULE = { protocol: 'tcp', ports: '22', sources: { addresses: ['0.0.0.0/0', '::/0'] } }
const MORE = { protocol: 'icmp', destinations: { addresses: ['192.0.2.1'] } }
const WRONG = { inbound_rules: [{ protocol: 'tcp', ports: '22' }] }
const FIREWALL = '/v2/firewalls/{firewall_id}'
const GONE_FIREWALL = `/v2/firewalls/${UNKNOWN}` as const

export const firewalls: TourPart = {
  async prepare(t) {
    const { body } = await t.call('POST /v2/firewalls', { name: 'tour', inbound_rules: [RULE] })
    return { firewall_id: body.firewall.id }
  },
  stops: {
    firewalls_list: { ok: ['GET /v2/firewalls'] },
    firewalls_create: {
      ok: ['POST /v2/firewalls', { name: 'tour-more', inbound_rules: [RULE], outbound_rules: [MORE] }],
      invalid: ['POST /v2/firewalls', { name: 'tour-wrong', ...WRONG }],
    },
    firewalls_get: { ok: [`GET ${FIREWALL}`], gone: [`GET ${GONE_FIREWALL}`] },
    firewalls_update: {
      ok: [`PUT ${FIREWALL}`, { name: 'tour', inbound_rules: [RULE] }],
      invalid: [`PUT ${FIREWALL}`, { name: 'tour', ...WRONG }],
      gone: [`PUT ${GONE_FIREWALL}`, { name: 'tour', inbound_rules: [RULE] }],
    },
    firewalls_add_rules: {
      ok: [`POST ${FIREWALL}/rules`, { outbound_rules: [MORE] }],
      invalid: [`POST ${FIREWALL}/rules`, WRONG],
      gone: [`POST ${GONE_FIREWALL}/rules`, { outbound_rules: [MORE] }],
    },
    firewalls_delete_rules: {
      ok: [`DELETE ${FIREWALL}/rules`, { inbound_rules: [RULE] }],
      invalid: [`DELETE ${FIREWALL}/rules`, WRONG],
      gone: [`DELETE ${GONE_FIREWALL}/rules`, { inbound_rules: [RULE] }],
    },
    firewalls_assign_droplets: {
      ok: [`POST ${FIREWALL}/droplets`, { droplet_ids: [] }],
      invalid: [`POST ${FIREWALL}/droplets`, { droplet_ids: ['one'] }],
      gone: [`POST ${GONE_FIREWALL}/droplets`, { droplet_ids: [] }],
    },
    firewalls_delete_droplets: {
      ok: [`DELETE ${FIREWALL}/droplets`, { droplet_ids: [] }],
      invalid: [`DELETE ${FIREWALL}/droplets`, {}],
      gone: [`DELETE ${GONE_FIREWALL}/droplets`, { droplet_ids: [] }],
    },
    firewalls_add_tags: {
      ok: [`POST ${FIREWALL}/tags`, { tags: [] }],
      invalid: [`POST ${FIREWALL}/tags`, { tags: ['no spaces'] }],
      gone: [`POST ${GONE_FIREWALL}/tags`, { tags: [] }],
    },
    firewalls_delete_tags: {
      ok: [`DELETE ${FIREWALL}/tags`, { tags: [] }],
      invalid: [`DELETE ${FIREWALL}/tags`, {}],
      gone: [`DELETE ${GONE_FIREWALL}/tags`, { tags: [] }],
    },
    firewalls_delete: { ok: [`DELETE ${FIREWALL}`], gone: [`DELETE ${GONE_FIREWALL}`] },
  },
}
