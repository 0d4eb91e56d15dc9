import type { TourPart } from './tour.ts'

const SECRETS = '/v2/security/secrets'
const values = { user: 'sammy', password: 'shark' }

export const secrets: TourPart = {
  async prepare(t) {
    await t.call(`POST ${SECRETS}`, { name: 'db', region: 'nyc3', values })
    return { secret: 'db' }
  },
  stops: {
    security_create_secret: {
      ok: [`POST ${SECRETS}`, { name: 'other', region: 'nyc3', values }],
      invalid: [`POST ${SECRETS}`, { name: 'db', region: 'nyc3', values: {} }],
    },
    security_update_secret: {
      ok: [`PUT ${SECRETS}/{secret}`, { region: 'nyc3', version: 1, values }],
      invalid: [`PUT ${SECRETS}/{secret}`, { region: 'nyc3', version: '2', values }],
      gone: [`PUT ${SECRETS}/no`, { region: 'nyc3', version: 1, values }],
    },
    security_get_secret: {
      ok: [`GET ${SECRETS}/{secret}?region=nyc3`],
      invalid: [`GET ${SECRETS}/{secret}?version=x`],
      gone: [`GET ${SECRETS}/no?region=nyc3`],
    },
    security_list_secret_versions: {
      ok: [`GET ${SECRETS}/{secret}/versions?region=nyc3`],
      gone: [`GET ${SECRETS}/no/versions?region=nyc3`],
    },
    security_delete_secret: {
      ok: [`DELETE ${SECRETS}/{secret}?region=nyc3`],
      gone: [`DELETE ${SECRETS}/no?region=nyc3`],
    },
    security_list_secrets: { ok: [`GET ${SECRETS}`], invalid: [`GET ${SECRETS}?per_page=0`] },
    security_post_restore_secret: {
      ok: [`POST ${SECRETS}/{secret}/restore?region=nyc3`],
      gone: [`POST ${SECRETS}/no/restore?region=nyc3`],
    },
  },
}
