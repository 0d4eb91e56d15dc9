import { ruleUuid } from '../../src/posture/rule_uuid.ts'
import type { TourPart } from './tour.ts'

const SECURITY = '/v2/security'
const NOBODY = '00000000-0000-4000-8000-000000000000'

export const scans: TourPart = {
  async prepare(t) {
    const rule_uuid = ruleUuid('droplet-backups-disabled')
    const { body: key } = await t.call('POST /v2/droplets', {
      ...{ name: 'scanned', region: 'nyc3', size: 's-1vcpu-1gb', image: 'ubuntu-24-04-x64' },
    })
    await t.finishActions()
    const { body } = await t.call(`POST ${SECURITY}/scans`)
    await t.finishActions()
    const resources = [`do:droplet:${key.droplet.id}9`]
    const suppressed = await t.call(`POST ${SECURITY}/settings/suppressions`, { rule_uuid, resources })
    const [suppression] = suppressed.body.resources
    await t.call(`POST ${SECURITY}/scans/rules`, { resource: 'do:droplet:79' })
    const left_out = await t.call(`GET ${SECURITY}/settings/scan_rules`)
    const [{ id: exclusion_id }] = left_out.body.scan_rules
    return { scan_id: body.scan.id, rule_uuid, suppression_uuid: suppression.id, exclusion_id }
  },
  stops: {
    security_create_scan: {
      ok: [`POST ${SECURITY}/scans`, {}],
      invalid: [`POST ${SECURITY}/scans`, { resources: 'all' }],
      never: { 404: 'there is nothing that it names' },
    },
    security_list_scans: {
      ok: [`GET ${SECURITY}/scans`],
      invalid: [`GET ${SECURITY}/scans?per_page=0`],
      never: { 404: 'a list is always there' },
    },
    security_get_latest_scan: {
      ok: [`GET ${SECURITY}/scans/latest?severity=medium`],
      invalid: [`GET ${SECURITY}/scans/latest?severity=grave`],
      never: { 404: 'there is one from the beginning of the tour' },
    },
    security_get_scan: {
      ok: [`GET ${SECURITY}/scans/{scan_id}?type=CSPM`],
      invalid: [`GET ${SECURITY}/scans/{scan_id}?severity=grave`],
      gone: [`GET ${SECURITY}/scans/${NOBODY}`],
    },
    security_list_scan_finding_affected_resources: {
      ok: [`GET ${SECURITY}/scans/{scan_id}/findings/{rule_uuid}/affected_resources`],
      invalid: [`GET ${SECURITY}/scans/{scan_id}/findings/{rule_uuid}/affected_resources?page=0`],
      gone: [`GET ${SECURITY}/scans/{scan_id}/findings/${NOBODY}/affected_resources`],
    },
    security_create_scan_rule: {
      ok: [`POST ${SECURITY}/scans/rules`, { resource: 'do:droplet:77' }],
      invalid: [`POST ${SECURITY}/scans/rules`, { resource: 'droplet 77' }],
      never: { 404: 'a resource need not be there yet' },
    },
    security_list_settings: {
      ok: [`GET ${SECURITY}/settings`],
      invalid: [`GET ${SECURITY}/settings?page=0`],
      never: { 404: 'settings are always there' },
    },
    security_update_settings_plan: {
      ok: [
        `PUT ${SECURITY}/settings/plan`,
        { tier_coverage: { basic: { resources: ['do:droplet:1'], tags: ['production'] } } },
      ],
      invalid: [`PUT ${SECURITY}/settings/plan`, { tier_coverage: { golden: {} } }],
      never: { 404: 'settings are always there' },
    },
    security_create_suppression: {
      ok: [
        `POST ${SECURITY}/settings/suppressions`,
        { rule_uuid: '{rule_uuid}', resources: ['do:droplet:78'] },
      ],
      invalid: [`POST ${SECURITY}/settings/suppressions`, { rule_uuid: '{rule_uuid}', resources: ['78'] }],
      gone: [`POST ${SECURITY}/settings/suppressions`, { rule_uuid: NOBODY, resources: ['do:droplet:78'] }],
    },
    security_delete_suppression: {
      ok: [`DELETE ${SECURITY}/settings/suppressions/{suppression_uuid}`],
      gone: [`DELETE ${SECURITY}/settings/suppressions/${NOBODY}`],
    },
  },
  own: {
    security_list_scan_changes: [`GET ${SECURITY}/scans/{scan_id}/changes?since={scan_id}`],
    security_delete_scan_rule: [`DELETE ${SECURITY}/settings/scan_rules/{exclusion_id}`],
  },
}
