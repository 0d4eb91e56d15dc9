const DAY_SECONDS = 86_400
// Longer than the longest rate limit of a public authority, which is a week.
const LONGEST_SECONDS = 31 * DAY_SECONDS

/** Seconds from now, of a `Retry-After` header in either of its forms; undefined where it has neither. */
export function retryAfterSeconds(header: string | undefined, now: Date): number | undefined {
  const text = header?.trim() ?? ''
  if (/^[0-9]+$/.test(text)) return Math.min(Number(text), LONGEST_SECONDS)
  // An HTTP date names its weekday; Date.parse alone would take much that is none.
  const at = /^[A-Z][a-z]+, .+ GMT$/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(at)) return undefined
  return Math.min(Math.max(0, Math.ceil((at - now.getTime()) / 1000)), LONGEST_SECONDS)
}
