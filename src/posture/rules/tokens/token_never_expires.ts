import { rule } from '../../rule.ts'
import { dayOf } from '../days.ts'

export const tokenNeverExpires = rule({
  id: 'token-never-expires',
  name: 'API Token That Never Expires',
  severity: 'MEDIUM',
  kind: 'standard',
  resource: 'token',
  details: 'The token works until somebody revokes it.',
  business_impact:
    'A copy of it, in an old laptop, a build log or a backup, works for ever. Nobody is ever made to look whether the token is still needed.',
  technical_details: 'The `expires_at` of the token is null.',
  mitigation: {
    panel: [
      'Create a token with the same scopes and an expiry of 90 days or less: under API, Tokens, or with `rockpool token create --expires 90d`.',
      'Put it where the old one was, and revoke that.',
      'Note who makes the next one, and when.',
    ],
    doctl: 'doctl auth init --context <context> # asks for the new token',
    terraform: 'provider "digitalocean" {\n  token = var.token # short-lived, given to each run\n}',
  },
  controls: {
    iso_27001: ['A.5.17'],
    soc_2: ['CC6.1'],
    nist_csf: ['PR.AA-01'],
    pci_dss: ['8.6.3'],
  },
  check: ({ expires_at, created_at }) =>
    expires_at === null ? { evidence: `It was made on ${dayOf(created_at)} without an expiry.` } : undefined,
  examples: {
    flagged: [
      { token: [{ expires_at: null }] },
      { token: [{ expires_at: null, created_at: '2020-01-01T00:00:00Z', last_used_at: null }] },
    ],
    passed: [
      { token: [{ expires_at: '2026-01-02T00:00:00Z' }] },
      { token: [{ expires_at: '2035-01-01T00:00:00Z' }] },
    ],
  },
})
