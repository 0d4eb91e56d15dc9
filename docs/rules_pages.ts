// The pages of docs/rules: one for each posture rule, and an index of them.
import type { ResourceType } from '../src/posture/inventory.ts'
import { resourceKinds } from '../src/posture/resource_types.ts'
import { type Controls, type Example, type Rule, SEVERITIES } from '../src/posture/rule.ts'
import { ruleUuid } from '../src/posture/rule_uuid.ts'
import { rules } from '../src/posture/rules/all.ts'

type Framework = keyof Controls

const FRAMEWORKS: Record<Framework, string> = {
  cis_v8: 'CIS Controls v8',
  iso_27001: 'ISO/IEC 27001:2022, Annex A',
  soc_2: 'SOC 2, Trust Services Criteria',
  nist_csf: 'NIST Cybersecurity Framework 2.0',
  pci_dss: 'PCI DSS 4.0',
}

const NOTE = '<!-- Written from src/posture/rules: change those, then run docs/generate.ts. -->'

export const rulePages = [
  { file: 'rules/README.md', render: indexPage },
  ...rules.map((rule) => ({ file: `rules/${rule.id}.md`, render: () => rulePage(rule) })),
]

function rulePage(rule: Rule): string {
  const { id, name, severity, kind, resource } = rule
  return pageOf([
    `# ${prose(name)}`,
    NOTE,
    `**${severity}** · ${kind} · ${resourceKinds[resource].label} · \`${id}\` · \`${ruleUuid(id)}\``,
    prose(rule.details),
    '## Why it matters',
    prose(rule.business_impact),
    '## How it is detected',
    prose(rule.technical_details),
    '## What to do',
    ...stepsOf(rule),
    '## Evidence for',
    controlsOf(rule),
    '## Examples',
    'Each is what differs from a usual resource of its type; the first of the rule’s own type is judged.',
    examplesOf('Flagged', rule.examples.flagged),
    examplesOf('Passed', rule.examples.passed),
  ])
}

function stepsOf({ mitigation: { panel, doctl, terraform, api } }: Rule): string[] {
  return [
    `In the control panel:\n\n${panel.map((step, at) => `${at + 1}. ${prose(step)}`).join('\n')}`,
    codeOf('With doctl', 'sh', doctl),
    codeOf('With Terraform', terraform?.startsWith('terraform ') ? 'sh' : 'hcl', terraform),
    codeOf('With the API', 'http', api),
  ]
}

const codeOf = (title: string, language: string, text: string | undefined) =>
  text === undefined ? `${title}: none is known.` : `${title}:\n\n\`\`\`${language}\n${text}\n\`\`\``

const controlsOf = ({ controls }: Rule) =>
  frameworksIn(controls)
    .map((framework) => `- ${FRAMEWORKS[framework]}: ${controls[framework]?.join(', ')}`)
    .join('\n')

const frameworksIn = (controls: Controls) =>
  (Object.keys(FRAMEWORKS) as Framework[]).filter((framework) => controls[framework])

const examplesOf = (title: string, examples: ReadonlyArray<Example<ResourceType>>) =>
  `${title}:\n\n\`\`\`json\n${examples.map((example) => JSON.stringify(example)).join('\n')}\n\`\`\``

function indexPage(): string {
  const counts = SEVERITIES.map((it) => `${rules.filter(({ severity }) => severity === it).length} ${it}`)
  return pageOf([
    '# Posture rules',
    NOTE,
    `${rules.length} rules: ${counts.join(', ')}. A rule’s id and uuid never change. \`workload\` rules look into Droplets and databases, and are\nbound to the plan; all others are \`standard\`.`,
    '## By kind of resource',
    ...listByLabel(),
    '## By framework',
    'A rule is evidence for a requirement, never all that it asks for.',
    ...(Object.keys(FRAMEWORKS) as Framework[]).flatMap((it) => [`### ${FRAMEWORKS[it]}`, requirements(it)]),
  ])
}

function listByLabel(): string[] {
  const by_label = Map.groupBy(rules, ({ resource }) => resourceKinds[resource].label as string)
  const labels = [...by_label].sort(([one], [other]) => bytewise(one, other))
  return labels.flatMap(([label, all]) => [`### ${label}`, rulesTable(all.toSorted(worstFirst))])
}

const rulesTable = (all: readonly Rule[]) =>
  table(
    ['Severity', 'Rule', 'Kind'],
    all.map(({ id, name, severity, kind }) => [severity, `[${prose(name)}](${id}.md)`, kind]),
  )

const worstFirst = (one: Rule, other: Rule) =>
  SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity) || bytewise(one.id, other.id)

function requirements(framework: Framework): string {
  const found = new Map<string, string[]>()
  for (const { id, controls } of rules)
    for (const requirement of controls[framework] ?? [])
      found.set(requirement, [...(found.get(requirement) ?? []), id])
  const rows = [...found].sort(([one], [other]) => one.localeCompare(other, 'en', { numeric: true }))
  return table(
    ['Requirement', 'Rules'],
    rows.map(([requirement, ids]) => [requirement, ids.map((id) => `[${id}](${id}.md)`).join(', ')]),
  )
}

const bytewise = (one: string, other: string) => (one < other ? -1 : Number(one > other))

/** Safe in Markdown outside of what stands between backquotes, which is left as it is. */
const prose = (text: string) =>
  text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : part.replaceAll(/[<>*|[\]\\]|(?<!\w)_/g, '\\$&')))
    .join('')

const table = (head: string[], rows: string[][]) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

const pageOf = (parts: string[]) => `${parts.join('\n\n')}\n`
