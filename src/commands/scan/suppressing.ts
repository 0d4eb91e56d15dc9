// What does not count: what the ignore file accepts, and what was there before.

import { JSON_FORMAT } from '../../posture/report/json.ts'
import type { Suppression } from '../../posture/report/result.ts'
import type { Rule } from '../../posture/rule.ts'
import type { Finding } from '../../posture/scan.ts'
import { notice } from '../line/output.ts'
import { usageProblem } from '../line/problem.ts'
import { parseGiven, readGiven } from './files.ts'
import { hides, type Ignored, isExpired, parseIgnored } from './ignore_file.ts'

const MOST_MEGABYTES = 256

export interface SuppressingOptions {
  ignore?: string
  baseline?: string
}

export type Suppress = (finding: Finding) => Suppression | undefined

/** What has expired, or names no rule, is told and hides nothing. */
export function suppressing(options: SuppressingOptions, rules: readonly Rule[], now: Date): Suppress {
  const ignored = options.ignore === undefined ? [] : readIgnored(options.ignore, rules, now)
  const known = options.baseline === undefined ? new Set() : readBaseline(options.baseline)
  return ({ rule, urn }) => {
    const accepted = ignored.find((it) => hides(it, rule.id, urn))
    if (accepted) return { by: 'ignore file', reason: accepted.reason }
    return known.has(`${rule.id} ${urn}`) ? { by: 'baseline', reason: 'it was there before' } : undefined
  }
}

function readIgnored(path: string, rules: readonly Rule[], now: Date): Ignored[] {
  const all = parseIgnored(path, readGiven('--ignore', path, MOST_MEGABYTES))
  return all.filter((it) => {
    const unknown = !rules.some(({ id }) => id === it.rule)
    const expired = isExpired(it, now)
    if (unknown) notice(`rockpool: line ${it.line} of ${path} hides nothing: there is no rule ${it.rule}`)
    else if (expired)
      notice(`rockpool: line ${it.line} of ${path} hides nothing any more: it was until ${it.until}`)
    return !unknown && !expired
  })
}

interface Before {
  format?: unknown
  findings?: Array<{
    rule_id: string
    resources: Array<{ urn: string; suppressed?: { by: string } }>
  }>
}

/** What the ignore file had accepted then is not known here: once that expires, it counts. */
function readBaseline(path: string): Set<string> {
  const content = parseGiven('--baseline', path, readGiven('--baseline', path, MOST_MEGABYTES)) as Before
  const wrong = usageProblem(
    `--baseline: ${path} is not what rockpool scan --format json writes ("format": "${JSON_FORMAT}")`,
  )
  if (content?.format !== JSON_FORMAT || !Array.isArray(content.findings)) throw wrong
  return new Set(
    content.findings.flatMap((group) => {
      if (!Array.isArray(group?.resources)) throw wrong
      return group.resources
        .filter(({ suppressed }) => suppressed?.by !== 'ignore file')
        .map(({ urn }) => `${group.rule_id} ${urn}`)
    }),
  )
}
