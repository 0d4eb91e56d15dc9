import { rule } from '../../rule.ts'
import { dayOf } from '../days.ts'
import { isOver } from './token.ts'

const OLD_DAYS = 365

export const tokenOld = rule({
  id: 'token-old',
  name: 'API Token Older Than a Year',
  severity: 'MEDIUM',
  kind: 'standard',
  resource: 'token',
  details: 'The token has been in use for more than a year without having been replaced.',
  business_impact:
    'In a year a token is copied into scripts, images, backups and the memory of people who have left. Any of these copies opens what the token opens.',
  technical_details: 'The `created_at` of the token is more than 365 days ago, and it has not expired.',
  mitigation: {
    panel: [
      'Create its successor with the scopes that are needed today, and an expiry: under API, Tokens, or with `rockpool token create`.',
      'Put it wherever the old one is used; its last use tells whether you have found all of them.',
      'Revoke the old one.',
    ],
    doctl: 'doctl auth init --context <context> # asks for the new token',
    terraform: 'provider "digitalocean" {\n  token = var.token # short-lived, given to each run\n}',
  },
  controls: { iso_27001: ['A.5.17'], soc_2: ['CC6.1'], nist_csf: ['PR.AA-01'], pci_dss: ['8.6.3'] },
  check(token, world) {
    const days = world.daysSince(token.created_at)
    if (days <= OLD_DAYS || isOver(world, token)) return undefined
    return { evidence: `It was made on ${dayOf(token.created_at)}, ${Math.floor(days)} days ago.` }
  },
  examples: {
    flagged: [
      { token: [{ created_at: '2024-12-31T23:59:59Z' }] },
      { token: [{ created_at: '2019-01-01T00:00:00Z', expires_at: null }] },
    ],
    passed: [
      { token: [{ created_at: '2025-01-01T00:00:00Z' }] },
      { token: [{ created_at: '2019-01-01T00:00:00Z', expires_at: '2025-12-31T00:00:00Z' }] },
    ],
  },
})
