import { rule } from '../../rule.ts'
import { dayOf, inDays } from '../days.ts'

const SOON_DAYS = 7
const RECENT_DAYS = 30
/** A token that was never meant to last longer is made anew for each use. */
const SHORT_LIFE_DAYS = 14
const DAY_MS = 86_400_000

const made = (created_at: string, expires_at: string) => ({ created_at, expires_at })

export const tokenExpiresSoon = rule({
  id: 'token-expires-soon',
  name: 'API Token in Use About to Expire',
  severity: 'LOW',
  kind: 'standard',
  resource: 'token',
  details: 'A token that is in use expires within 7 days.',
  business_impact:
    'Whatever uses it, deployments, renewals or backups, stops on that day with a 401, and perhaps nobody looks at it before the next incident.',
  technical_details:
    'The `expires_at` of the token is at most 7 days ahead, its `last_used_at` at most 30 days ago, and it was made for more than 14 days: shorter ones are made anew for each job.',
  mitigation: {
    panel: [
      'Create its successor with the scopes that are needed today, and an expiry: under API, Tokens, or with `rockpool token create`.',
      'Put it wherever the old one is used, and let that expire.',
    ],
    doctl: 'doctl auth init --context <context> # asks for the new token',
    terraform: 'provider "digitalocean" {\n  token = var.token # short-lived, given to each run\n}',
  },
  controls: { iso_27001: ['A.5.17'], soc_2: ['A1.2'], nist_csf: ['PR.AA-01'] },
  check({ created_at, expires_at, last_used_at }, world) {
    if (expires_at === null || last_used_at === null) return undefined
    const days = -world.daysSince(expires_at)
    const life_days = (Date.parse(expires_at) - Date.parse(created_at)) / DAY_MS
    if (days <= 0 || days > SOON_DAYS || life_days <= SHORT_LIFE_DAYS) return undefined
    if (world.daysSince(last_used_at) > RECENT_DAYS) return undefined
    return {
      evidence: `It expires on ${dayOf(expires_at)}, in ${inDays(days)}, and was used on ${dayOf(last_used_at)}.`,
    }
  },
  examples: {
    flagged: [
      { token: [made('2025-12-01T00:00:00Z', '2026-01-08T00:00:00Z')] },
      { token: [made('2025-12-01T00:00:00Z', '2026-01-01T00:00:01Z')] },
    ],
    passed: [
      { token: [made('2025-12-01T00:00:00Z', '2026-01-08T00:00:01Z')] },
      { token: [made('2025-12-01T00:00:00Z', '2026-01-01T00:00:00Z')] },
      { token: [made('2025-12-25T00:00:00Z', '2026-01-08T00:00:00Z')] },
      {
        token: [
          { ...made('2025-06-01T00:00:00Z', '2026-01-02T00:00:00Z'), last_used_at: '2025-11-30T00:00:00Z' },
        ],
      },
      { token: [{ ...made('2025-06-01T00:00:00Z', '2026-01-02T00:00:00Z'), last_used_at: null }] },
      { token: [{ expires_at: null }] },
    ],
  },
})
