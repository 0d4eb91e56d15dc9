import { rule } from '../../rule.ts'
import { dayOf } from '../days.ts'

const OLD_DAYS = 90

export const secretNeverRotated = rule({
  id: 'secret-never-rotated',
  name: 'Secret Never Rotated',
  severity: 'MEDIUM',
  kind: 'standard',
  resource: 'secret',
  details: 'The secret still has the values that it was created with, more than 90 days ago.',
  business_impact:
    'Whoever has seen the values since, in a log, a laptop’s history or a colleague’s chat, can still use them. That nothing was ever changed also means that nobody knows whether the applications would survive it, on the day when it has to happen at once.',
  technical_details:
    'The `version` of the secret is 1, its `created_at` is more than 90 days before the scan, and its deletion has not been requested. Values are never read.',
  mitigation: {
    panel: [
      'Make a new credential where it is accepted: in the database, at the provider, in the application.',
      'Open Secrets Manager and the secret, and store the new value as a new version.',
      'Have the applications read it, then revoke the old credential.',
    ],
    doctl: 'doctl secrets set <name> --region <region> --value <key>=@./<file>',
    api: 'PUT /v2/security/secrets/{secret} {"region": "<region>", "version": <current version>, "values": {<all keys with their values>}}',
  },
  controls: {
    iso_27001: ['A.5.17'],
    soc_2: ['CC6.1'],
    nist_csf: ['PR.AA-01'],
    pci_dss: ['8.6.3'],
  },
  check({ version, created_at, delete_requested_at, region }, world) {
    if (version > 1 || delete_requested_at || world.daysSince(created_at) <= OLD_DAYS) return undefined
    return { evidence: `In ${region} it is at version 1, made on ${dayOf(created_at)}.` }
  },
  examples: {
    flagged: [
      { secret: [{ version: 1, created_at: '2025-10-02T23:59:59Z' }] },
      { secret: [{ version: 1, created_at: '2024-01-01T00:00:00Z', delete_requested_at: null }] },
    ],
    passed: [
      { secret: [{ version: 1, created_at: '2025-10-03T00:00:00Z' }] },
      { secret: [{ version: 2, created_at: '2024-01-01T00:00:00Z' }] },
      {
        secret: [
          { version: 1, created_at: '2024-01-01T00:00:00Z', delete_requested_at: '2025-12-31T00:00:00Z' },
        ],
      },
    ],
  },
})
