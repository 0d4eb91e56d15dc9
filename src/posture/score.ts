// How well an account stands, from 0 to 100: the share of all judgements that speak for it, weighed by severity.

import type { Severity } from './rule.ts'
import type { Report } from './scan.ts'

const WEIGHTS: Record<Severity, number> = { CRITICAL: 10, HIGH: 5, MEDIUM: 2, LOW: 1 }

/** Undefined where nothing was judged. */
export function scoreOf({ judged, findings }: Pick<Report, 'judged' | 'findings'>): number | undefined {
  let all = 0
  for (const [{ severity }, count] of judged) all += WEIGHTS[severity] * count
  const against = findings.reduce((sum, { rule }) => sum + WEIGHTS[rule.severity], 0)
  return all === 0 ? undefined : Math.floor(100 * (1 - against / all))
}
