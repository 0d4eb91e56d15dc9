// How evidence tells of time.

/** `3 days`, `1 day`; less than one is `less than a day`. */
export function inDays(days: number): string {
  const whole = Math.floor(days)
  if (whole < 1) return 'less than a day'
  return whole === 1 ? '1 day' : `${whole} days`
}

/** `2026-01-31`. */
export const dayOf = (time: string) => time.slice(0, 10)
