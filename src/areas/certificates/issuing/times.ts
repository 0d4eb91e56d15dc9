// When an issued certificate is renewed: when its authority says so (RFC 9773), else after two thirds of its life, and
// after half of a short one.
import type { RenewalInfo } from '../../../issuers/issuer.ts'
import type { CheckedChain } from '../../../tls/uploaded.ts'

const DAY_MS = 86_400_000
const SHORT_LIFE_MS = 10 * DAY_MS

type Life = Pick<CheckedChain, 'not_before' | 'not_after'>

/** Its authority is asked at once. */
export function firstRenewal(issued: Life) {
  return { renew_at: usualTime(issued).toISOString(), due_at: issued.not_before.toISOString(), failures: 0 }
}

export function usualTime({ not_before, not_after }: Life): Date {
  const life_ms = not_after.getTime() - not_before.getTime()
  const share = life_ms < SHORT_LIFE_MS ? 1 / 2 : 2 / 3
  return new Date(not_before.getTime() + life_ms * share)
}

/**
 * Some time in the window, so that not all come at once; what was chosen before stays while it lies inside. Never in the
 * last tenth of the certificate's life, whatever its authority says.
 */
export function timeWithin({ start, end }: RenewalInfo, chosen: Date, latest: Date): Date {
  if (chosen >= start && chosen <= end && chosen <= latest) return chosen
  const width_ms = Math.max(0, end.getTime() - start.getTime())
  return new Date(Math.min(start.getTime() + Math.random() * width_ms, latest.getTime()))
}

export function latestTime({ not_before, not_after }: Life): Date {
  return new Date(not_after.getTime() - (not_after.getTime() - not_before.getTime()) / 10)
}

/** After a failed renewal: an hour, then twice as long each time, a day at most. */
export function pauseAfter(failures: number): number {
  return Math.min(24, 2 ** failures) * 3600
}
