// A rule, for a reader: what it is about, why it matters, and what to do.
import { styleText } from 'node:util'
import { controlsOf, stepsOf } from '../../posture/report/result.ts'
import { resourceKinds } from '../../posture/resource_types.ts'
import type { Rule } from '../../posture/rule.ts'
import { write } from '../line/output.ts'
import { terminalWidth, wrapped } from './wrapping.ts'

export function explain(rule: Rule): void {
  const width = terminalWidth()
  const { id, name, severity, kind, details, business_impact, technical_details } = rule
  const controls = Map.groupBy(controlsOf(rule), ({ standard }) => standard)
  const parts = [
    styleText('bold', name),
    `${id} · ${severity.toLowerCase()} · ${resourceKinds[rule.resource].label} · ${kind} rule`,
    '',
    ...wrapped(details, width),
    ...section('Why it matters', wrapped(business_impact, width)),
    ...section('How it is found', wrapped(technical_details, width)),
    ...section('What to do', stepLines(rule, width)),
    ...section(
      'Controls',
      [...controls].map(([standard, all]) => `${standard}: ${all.map((it) => it.requirement).join(', ')}`),
    ),
  ]
  write(`${parts.join('\n')}\n`)
}

const section = (heading: string, lines: string[]) => ['', styleText('bold', heading), ...lines]

function stepLines(rule: Rule, width: number): string[] {
  return [...Map.groupBy(stepsOf(rule), ({ title }) => title)].flatMap(([title, steps]) => [
    `${title}:`,
    ...steps.flatMap(({ text, code }, at) =>
      code
        ? text.split('\n').map((line) => `  ${line}`)
        : wrapped(`${at + 1}. ${text}`, width - 5).map((line, n) => (n === 0 ? `  ${line}` : `     ${line}`)),
    ),
  ])
}
