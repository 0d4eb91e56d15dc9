// When a Droplet is backed up, and for how long a backup is kept.
import { type Static, Type } from 'typebox'
import type { BackupPolicy, BackupWindow } from './droplets.ts'
import { oneOf, orNull } from './wire.ts'

export const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] as const
export const WINDOW_STARTS = [0, 4, 8, 12, 16, 20]
export const WINDOW_HOURS = 4
export const RETENTION_DAYS = { daily: 7, weekly: 28 }
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** As clients ask for it. */
export const BackupPolicyRequest = Type.Object({
  plan: Type.Optional(orNull(oneOf('daily', 'weekly'))),
  weekday: Type.Optional(orNull(oneOf(...WEEKDAYS))),
  hour: Type.Optional(orNull(Type.Unsafe<number>({ type: 'integer', enum: WINDOW_STARTS }))),
})
export type BackupPolicyRequest = Static<typeof BackupPolicyRequest>

/** What is left out is as in the public cloud: daily, at midnight; weekly on Sundays. A daily plan has no weekday. */
export function backupPolicyOf(request?: BackupPolicyRequest | null): BackupPolicy {
  const { plan, weekday, hour } = request ?? {}
  if (plan !== 'weekly') return { plan: 'daily', hour: hour ?? 0 }
  return { plan, weekday: weekday ?? 'SUN', hour: hour ?? 0 }
}

/** The first window that starts after `now`. */
export function nextBackupWindow({ plan, weekday, hour }: BackupPolicy, now: Date): BackupWindow {
  const midnight = Math.floor(now.getTime() / DAY_MS) * DAY_MS
  const every = plan === 'weekly' ? 7 : 1
  const wait = ((WEEKDAYS as readonly unknown[]).indexOf(weekday) - now.getUTCDay() + 7) % every
  const first = midnight + wait * DAY_MS + hour * HOUR_MS
  const start = first > now.getTime() ? first : first + every * DAY_MS
  return { start: timeText(start), end: timeText(start + WINDOW_HOURS * HOUR_MS) }
}

const timeText = (at_ms: number) => new Date(at_ms).toISOString()
