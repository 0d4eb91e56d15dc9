import { rule } from '../../rule.ts'
import { dayOf } from '../days.ts'
import { isOver } from './token.ts'

const IDLE_DAYS = 90

export const tokenUnused = rule({
  id: 'token-unused',
  name: 'API Token Unused for 90 Days',
  severity: 'MEDIUM',
  kind: 'standard',
  resource: 'token',
  details: 'The token works, and has not been used for more than 90 days.',
  business_impact:
    'It is risk without benefit: nobody would notice if it were revoked, and nobody would notice either if somebody else began to use it.',
  technical_details:
    'The `last_used_at` of the token is more than 90 days before the scan, and it has not expired. Tokens that were never used have a rule of their own.',
  mitigation: {
    panel: [
      'Ask the owner by the token’s name whether a yearly job or a recovery plan needs it.',
      'Revoke it: under API, Tokens, or with `rockpool token revoke`. A new one is made in a minute when it is needed.',
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
    const { last_used_at } = token
    if (last_used_at === null || isOver(world, token)) return undefined
    const days = world.daysSince(last_used_at)
    if (days <= IDLE_DAYS) return undefined
    return { evidence: `It was last used on ${dayOf(last_used_at)}, ${Math.floor(days)} days ago.` }
  },
  examples: {
    flagged: [
      { token: [{ last_used_at: '2025-10-02T23:59:59Z' }] },
      { token: [{ last_used_at: '2023-01-01T00:00:00Z', expires_at: null }] },
    ],
    passed: [
      { token: [{ last_used_at: '2025-10-03T00:00:00Z' }] },
      { token: [{ last_used_at: null, created_at: '2023-01-01T00:00:00Z' }] },
      { token: [{ last_used_at: '2023-01-01T00:00:00Z', expires_at: '2026-01-01T00:00:00Z' }] },
    ],
  },
})
