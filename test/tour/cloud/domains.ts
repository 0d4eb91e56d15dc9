import type { TourPart } from '../tour.ts'

const DOMAINS = '/v2/domains'
const A = { type: 'A', name: 'www', data: '203.0.113.1' }

export const domains: TourPart = {
  async prepare(t) {
    await t.call(`POST ${DOMAINS}`, { name: 'example.com' })
    const { body } = await t.call(`POST ${DOMAINS}/example.com/records`, A)
    return { domain_name: 'example.com', domain_record_id: String(body.domain_record.id) }
  },
  stops: {
    domains_list: { ok: [`GET ${DOMAINS}`], invalid: [`GET ${DOMAINS}?per_page=0`] },
    domains_create: {
      ok: [`POST ${DOMAINS}`, { name: 'example.org', ip_address: '203.0.113.1' }],
      invalid: [`POST ${DOMAINS}`, { name: 'com' }],
    },
    domains_get: { ok: [`GET ${DOMAINS}/{domain_name}`], gone: [`GET ${DOMAINS}/example.net`] },
    domains_list_records: {
      ok: [`GET ${DOMAINS}/{domain_name}/records?type=A&name=www.example.com`],
      invalid: [`GET ${DOMAINS}/{domain_name}/records?type=X`],
      gone: [`GET ${DOMAINS}/example.net/records`],
    },
    domains_create_record: {
      ok: [`POST ${DOMAINS}/{domain_name}/records`, { ...A, name: 'ftp' }],
      invalid: [`POST ${DOMAINS}/{domain_name}/records`, { ...A, data: 'no' }],
      gone: [`POST ${DOMAINS}/example.net/records`, A],
    },
    domains_get_record: {
      ok: [`GET ${DOMAINS}/{domain_name}/records/{domain_record_id}`],
      gone: [`GET ${DOMAINS}/{domain_name}/records/999`],
    },
    domains_update_record: {
      ok: [`PUT ${DOMAINS}/{domain_name}/records/{domain_record_id}`, { ...A, ttl: 60 }],
      invalid: [`PUT ${DOMAINS}/{domain_name}/records/{domain_record_id}`, { ...A, ttl: 1 }],
      gone: [`PUT ${DOMAINS}/{domain_name}/records/999`, A],
    },
    domains_patch_record: {
      ok: [`PATCH ${DOMAINS}/{domain_name}/records/{domain_record_id}`, { type: 'A', name: 'web' }],
      invalid: [`PATCH ${DOMAINS}/{domain_name}/records/{domain_record_id}`, { type: 'TXT' }],
      gone: [`PATCH ${DOMAINS}/{domain_name}/records/999`, A],
    },
    domains_delete_record: {
      ok: [`DELETE ${DOMAINS}/{domain_name}/records/{domain_record_id}`],
      gone: [`DELETE ${DOMAINS}/{domain_name}/records/999`],
    },
    domains_delete: {
      ok: [`DELETE ${DOMAINS}/{domain_name}`],
      gone: [`DELETE ${DOMAINS}/example.net`],
    },
  },
}
