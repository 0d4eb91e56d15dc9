import { rule } from '../../rule.ts'
import { dayOf } from '../days.ts'
import { isOver } from './token.ts'

const LIFE_MOST_DAYS = 366
const DAY_MS = 86_400_000

export const tokenLongLived = rule({
  id: 'token-long-lived',
  name: 'API Token Valid for Over a Year',
  severity: 'LOW',
  kind: 'standard',
  resource: 'token',
  details: 'The token was given a life of more than a year.',
  business_impact:
    'An expiry that far ahead limits nothing: a leaked copy stays useful for years, and nobody looks at the token’s scopes until then.',
  technical_details:
    'From the `created_at` of the token to its `expires_at` are more than 366 days, and it has not expired. Tokens without any expiry have a rule of their own.',
  mitigation: {
    panel: [
      'Create a token with the same scopes and an expiry of 90 days or less: under API, Tokens, or with `rockpool token create --expires 90d`.',
      'Put it where the old one was, and revoke that.',
    ],
    doctl: 'doctl auth init --context <context> # asks for the new token',
    terraform: 'provider "digitalocean" {\n  token = var.token # short-lived, given to each run\n}',
  },
  controls: { iso_27001: ['A.5.17'], soc_2: ['CC6.1'], nist_csf: ['PR.AA-01'], pci_dss: ['8.6.3'] },
  check(token, world) {
    const { created_at, expires_at } = token
    if (expires_at === null || isOver(world, token)) return undefined
    const days = Math.floor((Date.parse(expires_at) - Date.parse(created_at)) / DAY_MS)
    if (days <= LIFE_MOST_DAYS) return undefined
    return { evidence: `It lasts from ${dayOf(created_at)} to ${dayOf(expires_at)}, ${days} days.` }
  },
  examples: {
    flagged: [
      { token: [{ created_at: '2025-12-01T00:00:00Z', expires_at: '2026-12-03T00:00:00Z' }] },
      { token: [{ created_at: '2025-12-01T00:00:00Z', expires_at: '2035-11-29T00:00:00Z' }] },
    ],
    passed: [
      { token: [{ created_at: '2025-12-01T00:00:00Z', expires_at: '2026-12-02T00:00:00Z' }] },
      { token: [{ expires_at: null }] },
      { token: [{ created_at: '2020-01-01T00:00:00Z', expires_at: '2025-12-31T00:00:00Z' }] },
    ],
  },
})
