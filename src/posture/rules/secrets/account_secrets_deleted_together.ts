import { rule } from '../../rule.ts'
import type { World } from '../../world.ts'

const TOGETHER_LEAST = 5
const HOUR_MS = 3_600_000
const BUSIEST = Symbol('the hour in which most secrets were deleted')

interface Wave {
  count: number
  /** Milliseconds since 1970. */
  from: number
}

/** The most that were deleted within any one hour. */
const busiestHour = (world: World): Wave =>
  world.derived(BUSIEST, () => {
    const times = world
      .facts('secret')
      .flatMap(({ delete_requested_at }) => (delete_requested_at ? [Date.parse(delete_requested_at)] : []))
      .sort((one, other) => one - other)
    let best: Wave = { count: 0, from: 0 }
    let first = 0
    for (const [last, time] of times.entries()) {
      while (time - (times[first] ?? time) > HOUR_MS) first += 1
      const count = last - first + 1
      if (count > best.count) best = { count, from: times[first] ?? time }
    }
    return best
  })

const deleted = (...times: string[]) =>
  times.map((time, at) => ({ secret: `key-${at}`, delete_requested_at: time }))

export const accountSecretsDeletedTogether = rule({
  id: 'account-secrets-deleted-together',
  name: 'Many Secrets Deleted at Once',
  severity: 'HIGH',
  kind: 'standard',
  resource: 'account',
  needs: ['secret'],
  details: 'Five or more secrets were deleted within one hour, and have not been destroyed yet.',
  business_impact:
    'An intruder or a script that has gone wrong deletes much at once; people delete one by one. When the recovery window ends, the values are destroyed, and with them the access of every application that needs them.',
  technical_details:
    'At least 5 secrets have a `delete_requested_at` within the same 60 minutes, in whatever regions. Secrets that were restored or destroyed since are no longer seen.',
  mitigation: {
    panel: [
      'Find out from the audit log which token or person asked for the deletions.',
      'If nobody can account for it, revoke that token, and change the password of the person.',
      'Open Secrets Manager and restore the secrets; rotate them if whoever deleted them could read them.',
    ],
    doctl: 'doctl secrets list\ndoctl secrets restore <name> --region <region>',
    api: 'POST /v2/security/secrets/{secret}/restore?region=<region>, for each',
  },
  controls: { iso_27001: ['A.8.16'], soc_2: ['CC7.2'], nist_csf: ['DE.AE-02'] },
  check(_account, world) {
    const { count, from } = busiestHour(world)
    if (count < TOGETHER_LEAST) return undefined
    return { evidence: `${count} secrets were deleted within an hour from ${new Date(from).toISOString()}.` }
  },
  examples: {
    flagged: [
      {
        account: [{}],
        secret: deleted(
          '2025-12-30T10:00:00Z',
          '2025-12-30T10:10:00Z',
          '2025-12-30T10:20:00Z',
          '2025-12-30T10:30:00Z',
          '2025-12-30T11:00:00Z',
        ),
      },
      {
        account: [{}],
        secret: deleted('2025-12-01T00:00:00Z', ...Array<string>(6).fill('2025-12-30T10:00:00Z')),
      },
    ],
    passed: [
      {
        account: [{}],
        secret: deleted(
          '2025-12-30T10:00:00Z',
          '2025-12-30T10:10:00Z',
          '2025-12-30T10:20:00Z',
          '2025-12-30T10:30:00Z',
          '2025-12-30T11:00:01Z',
        ),
      },
      { account: [{}], secret: deleted(...Array<string>(4).fill('2025-12-30T10:00:00Z')) },
      { account: [{}], secret: Array.from({ length: 9 }, (_, at) => ({ secret: `key-${at}` })) },
      { account: [{}] },
    ],
  },
})
