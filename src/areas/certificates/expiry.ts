// Uploaded certificates are renewed by whoever uploaded them, who is told in time.
import { certificates } from '../../cloud/certificates.ts'
import type { AreaGauge } from '../../engine/area.ts'
import type { Deps } from '../../kernel/ctx.ts'
import { listEnds, listWarnings, moveWarning, type WarningRow } from './store.ts'

/** How many days ahead; none is when it has ended. */
const WARNED_DAYS = [30, 14, 7, 1, 0]
const DAY_MS = 86_400_000
const BATCH = 100

/** The next time to tell of the end; null when it has been told. */
export function nextWarning(not_after: string, now: Date): string | null {
  const next = WARNED_DAYS.map((days) => daysAround(not_after, -days)).find((at) => at > now)
  return next?.toISOString() ?? null
}

/** Each warning once, whoever gives it; of several that a server has slept through, the last. */
export async function warnOfExpiry(deps: Deps): Promise<void> {
  const { database } = deps.main
  for (;;) {
    const now = deps.now()
    const due = await listWarnings(database.read, now.toISOString(), BATCH)
    if (due.length === 0) return
    for (const row of due) {
      const next = nextWarning(row.not_after, now)
      if (await database.transact((tx) => moveWarning(tx, row, next))) await warn(deps, row, now)
    }
  }
}

async function warn(deps: Deps, { account, id, not_after }: WarningRow, now: Date): Promise<void> {
  const certificate = await certificates.find(deps.main.database.read, account, id)
  if (!certificate) return
  const days_left = Math.max(0, Math.ceil((Date.parse(not_after) - now.getTime()) / DAY_MS))
  const ends = days_left === 0 ? 'has ended' : `ends in ${days_left} day${days_left === 1 ? '' : 's'}`
  deps.log.warn(
    { account, certificate_id: id, certificate_name: certificate.name, not_after, days_left },
    `an uploaded certificate ${ends}: upload its successor, and let what uses it use that one`,
  )
}

export const expiring: AreaGauge = {
  name: 'rockpool_certificates_expiring',
  help: 'Uploaded certificates that end within so many days; 0 are those that have ended',
  label: 'within_days',
  async count({ main, now }) {
    const at = now().toISOString()
    const limits = WARNED_DAYS.map((days) => ({ days, until: daysAround(at, days).toISOString() }))
    const ends = await listEnds(main.database.read, limits[0]?.until ?? at)
    return limits.map(({ days, until }) => [String(days), ends.filter((end) => end <= until).length])
  },
}

const daysAround = (time: string, days: number) => new Date(Date.parse(time) + days * DAY_MS)
