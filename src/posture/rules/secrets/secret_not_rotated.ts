import { rule } from '../../rule.ts'
import { dayOf } from '../days.ts'

const OLD_DAYS = 180

export const secretNotRotated = rule({
  id: 'secret-not-rotated',
  name: 'Secret Not Rotated for 180 Days',
  severity: 'MEDIUM',
  kind: 'standard',
  resource: 'secret',
  details: 'The secret has been rotated before, and not for the last 180 days.',
  business_impact:
    'The longer a value lives, the more people and backups have it, and the longer somebody who has stolen it can use it unnoticed. A rotation that has stopped is often one whose schedule or owner has gone.',
  technical_details:
    'The `version` of the secret is 2 or higher, its `updated_at` is more than 180 days before the scan, and its deletion has not been requested. A secret at version 1 has a rule of its own. Values are never read.',
  mitigation: {
    panel: [
      'Make a new credential where it is accepted: in the database, at the provider, in the application.',
      'Open Secrets Manager and the secret, and store the new value as a new version.',
      'Have the applications read it, then revoke the old credential.',
      'Put the next rotation on a schedule that has an owner.',
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
  check({ version, updated_at, delete_requested_at, region }, world) {
    if (version <= 1 || delete_requested_at || world.daysSince(updated_at) <= OLD_DAYS) return undefined
    return { evidence: `In ${region} it is at version ${version}, last changed on ${dayOf(updated_at)}.` }
  },
  examples: {
    flagged: [
      { secret: [{ version: 2, updated_at: '2025-07-04T23:59:59Z' }] },
      { secret: [{ version: 40, updated_at: '2024-07-04T00:00:00Z' }] },
    ],
    passed: [
      { secret: [{ version: 2, updated_at: '2025-07-05T00:00:00Z' }] },
      { secret: [{ version: 1, updated_at: '2024-07-04T00:00:00Z' }] },
      { secret: [{ updated_at: '2024-07-04T00:00:00Z', delete_requested_at: '2025-12-31T00:00:00Z' }] },
    ],
  },
})
