import { rule } from '../../rule.ts'
import { dayOf } from '../days.ts'
import { isOver } from './token.ts'

const WAITING_DAYS = 30

export const tokenNeverUsed = rule({
  id: 'token-never-used',
  name: 'API Token Never Used',
  severity: 'LOW',
  kind: 'standard',
  resource: 'token',
  details: 'The token was made more than 30 days ago, and nobody has used it yet.',
  business_impact:
    'It was made by mistake, or for something that never came, and lies around in a file or a chat. Whoever finds it has a working token that nobody watches.',
  technical_details:
    'The `last_used_at` of the token is null, its `created_at` is more than 30 days before the scan, and it has not expired.',
  mitigation: {
    panel: [
      'Ask whoever made the token whether it is kept for an emergency.',
      'Revoke it: under API, Tokens, or with `rockpool token revoke`.',
    ],
    doctl: 'doctl auth remove --context <context> # where doctl still holds it',
  },
  controls: {
    cis_v8: ['5.3'],
    iso_27001: ['A.5.18'],
    soc_2: ['CC6.2'],
    nist_csf: ['PR.AA-05'],
  },
  check(token, world) {
    const { last_used_at, created_at } = token
    if (last_used_at !== null || isOver(world, token)) return undefined
    if (world.daysSince(created_at) <= WAITING_DAYS) return undefined
    return { evidence: `It was made on ${dayOf(created_at)} and has not been used.` }
  },
  examples: {
    flagged: [
      { token: [{ last_used_at: null, created_at: '2025-12-01T23:59:59Z' }] },
      { token: [{ last_used_at: null, created_at: '2024-01-01T00:00:00Z', expires_at: null }] },
    ],
    passed: [
      { token: [{ last_used_at: null, created_at: '2025-12-02T00:00:00Z' }] },
      { token: [{ last_used_at: '2025-12-31T00:00:00Z', created_at: '2024-01-01T00:00:00Z' }] },
      {
        token: [
          { last_used_at: null, created_at: '2024-01-01T00:00:00Z', expires_at: '2025-01-01T00:00:00Z' },
        ],
      },
    ],
  },
})
