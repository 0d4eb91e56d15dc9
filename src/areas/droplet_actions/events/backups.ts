import type { BackupPolicy } from '../../../cloud/droplets.ts'
import { invalid } from '../../../kernel/errors.ts'
import type { WantedPolicy } from '../schema.ts'
import { changed, type DropletDocument, type DropletEvent, withFeature } from './event.ts'

const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const WINDOW_MS = 4 * HOUR_MS

interface Policy {
  policy: BackupPolicy
}

/** What is left out is as the public service has it: daily, from midnight; weekly on Sundays. */
function completePolicy({ plan = 'daily', weekday = 'SUN', hour = 0 }: WantedPolicy = {}): BackupPolicy {
  return plan === 'weekly' ? { plan, weekday, hour } : { plan, hour }
}

/** The first window of the policy that begins after `now`. */
function nextWindow({ weekday, hour }: BackupPolicy, now: Date): { start: string; end: string } {
  const midnight = Math.floor(now.getTime() / DAY_MS) * DAY_MS
  const days = Array.from({ length: 8 }, (_, day) => midnight + day * DAY_MS + hour * HOUR_MS)
  const start = days.find(
    (time) =>
      time > now.getTime() && (weekday === undefined || WEEKDAYS[new Date(time).getUTCDay()] === weekday),
  ) as number
  return { start: new Date(start).toISOString(), end: new Date(start + WINDOW_MS).toISOString() }
}

const backUp: DropletEvent<Policy>['finish'] = ({ droplet, deps, input: { policy } }) =>
  changed(droplet, {
    backup_policy: policy,
    next_backup_window: nextWindow(policy, deps.now()),
    features: withFeature(droplet.body.features, 'backups'),
  })

const enabled = ({ body }: DropletDocument) => body.backup_policy !== null

const enable_backups: DropletEvent<Policy> = {
  seconds: 3,
  already: (droplet) => (enabled(droplet) ? 'Backups have already been enabled on this Droplet.' : undefined),
  accept: ({ body }) => ({ policy: completePolicy(body.backup_policy) }),
  finish: backUp,
}

const change_backup_policy: DropletEvent<Policy> = {
  seconds: 3,
  accept: ({ droplet, body }) => {
    if (!enabled(droplet)) throw invalid('Backups are not enabled on this Droplet.')
    if (!body.backup_policy) throw invalid('backup_policy is required to change the policy.')
    return { policy: completePolicy(body.backup_policy) }
  },
  finish: backUp,
}

const disable_backups: DropletEvent = {
  seconds: 3,
  already: (droplet) =>
    enabled(droplet) ? undefined : 'Backups have already been disabled on this Droplet.',
  finish: ({ droplet }) =>
    changed(droplet, {
      backup_policy: null,
      next_backup_window: null,
      features: droplet.body.features.filter((feature) => feature !== 'backups'),
    }),
}

export const events = { enable_backups, change_backup_policy, disable_backups }
