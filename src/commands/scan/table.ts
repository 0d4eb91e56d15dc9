// What was found, for a person at a terminal.
import { styleText } from 'node:util'
import {
  count,
  type Group,
  groupsOf,
  notCheckedGroups,
  openFindings,
  type Result,
  summaryOf,
} from '../../posture/report/result.ts'
import type { Severity } from '../../posture/rule.ts'
import { cellOf } from '../line/output.ts'
import { shortened, terminalWidth, wrapped } from './wrapping.ts'

const COLOURS: Record<Severity, Parameters<typeof styleText>[0]> = {
  CRITICAL: ['bold', 'magenta'],
  HIGH: ['bold', 'red'],
  MEDIUM: ['bold', 'yellow'],
  LOW: ['bold', 'blue'],
}
const SEVERITY_WIDTH = 'CRITICAL'.length + 2
/** Of one rule: the other formats have them all. */
const MOST_RESOURCES = 25
const MOST_REASONS = 15

export function tableReport(result: Result, width = terminalWidth()): string {
  const lines = [
    ...groupsOf(openFindings(result)).flatMap((group) => [...groupLines(group, width), '']),
    ...notCheckedLines(result, width),
    ...wrapped(`${summaryOf(result)}.`, width).map((line) => styleText('bold', line)),
    ...wrapped(remarks(result).join(' '), width),
  ]
  return `${lines.join('\n')}\n`
}

function groupLines({ rule, severity, findings }: Group, width: number): string[] {
  const room = width - SEVERITY_WIDTH
  const indent = ' '.repeat(SEVERITY_WIDTH)
  const shown = findings.slice(0, MOST_RESOURCES)
  const left = findings.length - shown.length
  const resources = shown.flatMap((it) => [
    `${indent}${shortened(`${cellOf(it.name)}  ${cellOf(it.urn)}`, room)}`,
    ...wrapped(cellOf(it.evidence), room - 2).map((line) => `${indent}  ${styleText('dim', line)}`),
  ])
  const more = left > 0 ? [`${indent}… and ${left} more; --format json has them all`] : []
  const [name = '', ...names] = wrapped(`${rule.name} (${rule.id})`, room)
  return [
    styleText(COLOURS[severity], severity.padEnd(SEVERITY_WIDTH)) + styleText('bold', name),
    ...names.map((line) => indent + styleText('bold', line)),
    ...resources,
    ...more,
  ]
}

/** By reason: one missing scope costs many rules. */
function notCheckedLines({ not_checked }: Result, width: number): string[] {
  if (not_checked.length === 0) return []
  const reasons = [...Map.groupBy(notCheckedGroups(not_checked), ({ reason }) => reason)]
  const lines = reasons.slice(0, MOST_REASONS).flatMap(([reason, groups]) => {
    const resources = new Set(groups.flatMap((it) => it.resources.map(({ urn }) => urn)))
    const about = resources.size > 0 ? ` for ${count(resources.size, 'resource')}` : ''
    return wrapped(`${cellOf(reason)} (${count(groups.length, 'rule')}${about})`, width - 2).map(
      (line) => `  ${line}`,
    )
  })
  const left = reasons.length - MOST_REASONS
  const more = left > 0 ? [`  … and ${count(left, 'more reason')}; --format json has them all`] : []
  return [styleText('bold', 'Not checked'), ...lines, ...more, '']
}

function remarks({ findings, not_checked, rules, score }: Result): string[] {
  const suppressed = findings.filter((it) => it.suppressed).length
  const missed = new Set(not_checked.map(({ rule }) => rule)).size
  return [
    `${count(rules.length, 'rule')}${missed > 0 ? `, of which ${missed} could not be checked, or not everywhere` : ''}.`,
    ...(suppressed > 0 ? [`${count(suppressed, 'finding')} suppressed.`] : []),
    ...(score === undefined ? [] : [`Score: ${score} of 100.`]),
    ...(findings.length > suppressed ? ['rockpool scan --explain RULE tells what to do.'] : []),
  ]
}
