import { rule } from '../../rule.ts'
import { dayOf, inDays } from '../days.ts'

const LATE_DAYS = 7

export const secretDeletionPending = rule({
  id: 'secret-deletion-pending',
  name: 'Secret About to Be Destroyed',
  severity: 'MEDIUM',
  kind: 'standard',
  resource: 'secret',
  details: 'The deletion of the secret has been requested: it can still be restored, but not for long.',
  business_impact:
    'Applications can no longer read the secret, and when the recovery window ends its values are destroyed. If the deletion was a mistake or the work of an intruder, this is the time in which it costs nothing to undo.',
  technical_details:
    'The secret has a `delete_requested_at`. It is LOW for the first 7 days, and MEDIUM from then on: the API does not tell when the recovery window ends, and it may be any day.',
  mitigation: {
    panel: [
      'Find out who asked for the deletion, in the audit log or from the secret’s owner.',
      'If it was not meant, open Secrets Manager and restore the secret.',
      'If it was, revoke the credential itself where it is accepted, and let the secret go.',
    ],
    doctl: 'doctl secrets restore <name> --region <region>',
    api: 'POST /v2/security/secrets/{secret}/restore?region=<region>',
  },
  controls: { iso_27001: ['A.8.10'], soc_2: ['A1.2'], nist_csf: ['PR.DS-01'] },
  check({ delete_requested_at, region }, world) {
    if (!delete_requested_at) return undefined
    const days = world.daysSince(delete_requested_at)
    const evidence = `Its deletion in ${region} was requested on ${dayOf(delete_requested_at)}, ${inDays(days)} ago.`
    return days <= LATE_DAYS ? { evidence, severity: 'LOW' } : { evidence }
  },
  examples: {
    flagged: [
      { secret: [{ delete_requested_at: '2025-12-31T23:00:00Z' }] },
      { secret: [{ delete_requested_at: '2025-12-10T00:00:00Z' }] },
    ],
    passed: [
      { secret: [{ delete_requested_at: null }] },
      { secret: [{ secret: 'mail', region: 'fra1' }, { delete_requested_at: '2025-12-10T00:00:00Z' }] },
    ],
  },
})
