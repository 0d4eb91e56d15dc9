// When a Droplet is backed up, and for how long a backup is kept.
import { type Static, Type } from 'typebox'
import { invalid } from '../kernel/errors.ts'
import { oneOf, orNull, Time } from './wire.ts'

/** As a Droplet keeps it: only a weekly plan has a day. All times are UTC. */
export interface BackupPolicy {
  plan: Plan
  weekday?: Weekday
  hour: number
}

export const BackupWindow = Type.Object({ start: Time, end: Time })
export type BackupWindow = Static<typeof BackupWindow>

export const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] as const
export const WINDOW_STARTS = [0, 4, 8, 12, 16, 20]
export const WINDOW_HOURS = 4
export const RETENTION_DAYS = { daily: 7, weekly: 28 }
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

type Plan = keyof typeof RETENTION_DAYS
type Weekday = (typeof WEEKDAYS)[number]

/** As clients ask for it. */
export const BackupPolicyRequest = Type.Object({
  plan: Type.Optional(orNull(oneOf<Plan>('daily', 'weekly'))),
  weekday: Type.Optional(orNull(oneOf<Weekday>(...WEEKDAYS))),
  hour: Type.Optional(orNull(Type.Unsafe<number>({ type: 'integer', enum: WINDOW_STARTS }))),
})
export type BackupPolicyRequest = Static<typeof BackupPolicyRequest>

/** Daily at midnight, but for what was asked for otherwise. A daily plan has no use for a weekday. */
export function backupPolicyOf(request: BackupPolicyRequest | null = {}): BackupPolicy {
  const { plan, weekday, hour } = request ?? {}
  if (plan !== 'weekly') return { plan: 'daily', hour: hour ?? 0 }
  if (!weekday)
    throw invalid(`backup_policy.weekday is required for a weekly plan: one of ${WEEKDAYS.join(', ')}.`)
  return { plan, weekday, hour: hour ?? 0 }
}

/** The first window that starts after `now`. */
export function nextBackupWindow({ plan, weekday, hour }: BackupPolicy, now: Date): BackupWindow {
  const today = Math.floor(now.getTime() / DAY_MS) * DAY_MS
  const ahead = plan === 'weekly' ? (WEEKDAYS.indexOf(weekday as Weekday) - now.getUTCDay() + 7) % 7 : 0
  const first = today + ahead * DAY_MS + hour * HOUR_MS
  const start = first > now.getTime() ? first : first + (plan === 'weekly' ? 7 : 1) * DAY_MS
  return { start: timeText(start), end: timeText(start + WINDOW_HOURS * HOUR_MS) }
}

const timeText = (at_ms: number) => new Date(at_ms).toISOString()
