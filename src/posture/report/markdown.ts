import {
  count,
  countsBySeverity,
  type Group,
  groupsOf,
  type NotCheckedGroup,
  notCheckedGroups,
  openFindings,
  type Result,
  stepsOf,
  summaryOf,
} from './result.ts'
import { markdown, markdownBlock, markdownCode } from './texts.ts'

/** Of one rule: where Markdown is read, pages have a size that they may not exceed. */
const MOST_RESOURCES = 100

export function markdownReport(result: Result): string {
  const { source, taken_at, score, findings } = result
  const open = openFindings(result)
  const parts = [
    '# Posture scan',
    `${markdown(source)}, ${markdown(taken_at)}. ${summaryOf(result)}.${score === undefined ? '' : ` Score: ${score} of 100.`}`,
    table(
      ['Severity', 'Findings'],
      Object.entries(countsBySeverity(open)).map(([name, it]) => [name, `${it}`]),
    ),
    ...groupsOf(open).map(groupSection),
    ...suppressedSection(findings.filter((it) => it.suppressed)),
    ...notCheckedSection(notCheckedGroups(result.not_checked)),
  ]
  return `${parts.join('\n\n')}\n`
}

function groupSection({ rule, severity, findings }: Group): string {
  const shown = findings.slice(0, MOST_RESOURCES)
  const left = findings.length - shown.length
  const steps = stepsOf(rule).map(
    ({ title, text, code }) => `${title}: ${code ? `\n\n${markdownBlock(text)}` : text}`,
  )
  return [
    `## ${severity}: ${markdown(rule.name)}`,
    `${markdownCode(rule.id)}. ${rule.details} ${rule.business_impact}`,
    table(
      ['Resource', 'URN', 'Evidence'],
      shown.map(({ name, urn, evidence }) => [markdown(name), markdownCode(urn), markdown(evidence)]),
    ),
    ...(left > 0 ? [`And ${left} more.`] : []),
    '**What to do**',
    steps.join('\n\n'),
  ].join('\n\n')
}

function suppressedSection(findings: Result['findings']): string[] {
  if (findings.length === 0) return []
  const rows = findings
    .slice(0, MOST_RESOURCES)
    .map(({ rule, urn, suppressed }) => [
      markdownCode(rule.id),
      markdownCode(urn),
      markdown(`${suppressed?.by}: ${suppressed?.reason}`),
    ])
  return [`## Suppressed: ${count(findings.length, 'finding')}`, table(['Rule', 'URN', 'Why'], rows)]
}

function notCheckedSection(groups: NotCheckedGroup[]): string[] {
  if (groups.length === 0) return []
  const rows = groups.map(({ rule, reason, resources }) => [
    markdownCode(rule.id),
    resources.length > 0 ? count(resources.length, 'resource') : 'all',
    markdown(reason),
  ])
  return ['## Not checked', table(['Rule', 'Resources', 'Why'], rows)]
}

const table = (heading: string[], rows: string[][]) =>
  [heading, heading.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
