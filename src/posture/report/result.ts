// What a scan has found, as every report tells it: in a stable order, with what is suppressed told apart.
import type { Inventory, ResourceType } from '../inventory.ts'
import { type Rule, SEVERITIES, type Severity } from '../rule.ts'
import { type Finding, type NotChecked, type Report, scoreOf } from '../scan.ts'

export interface Suppression {
  by: 'ignore file' | 'baseline'
  reason: string
}

export interface ShownFinding extends Finding {
  /** Shown where a report has a place for it; never counted. */
  suppressed?: Suppression
}

export interface Result {
  /** Of the program. */
  version: string
  source: string
  /** ISO 8601: when the inventory was taken. */
  taken_at: string
  rules: readonly Rule[]
  /** By severity, rule and resource. */
  findings: ShownFinding[]
  not_checked: NotChecked[]
  judged: ReadonlyMap<Rule, number>
  /** How many resources there were. */
  resources: number
  /** Of all that was found, whatever is suppressed. Undefined where nothing was judged. */
  score: number | undefined
}

export interface ResultOptions {
  version: string
  rules: readonly Rule[]
  /** Findings that are less severe are left out. */
  at_least?: Severity
  suppress?(finding: Finding): Suppression | undefined
}

export function resultOf(inventory: Inventory, report: Report, options: ResultOptions): Result {
  const { version, rules, at_least = 'LOW', suppress } = options
  const findings = report.findings
    .filter(({ severity }) => rankOf(severity) <= rankOf(at_least))
    .map((it) => ({ ...it, urn: inventory.declared?.[it.urn] ?? it.urn }))
    .map((it): ShownFinding => ({ ...it, ...suppressedBy(suppress?.(it)) }))
  return {
    version,
    source: inventory.source,
    taken_at: inventory.taken_at,
    rules,
    findings: findings.sort(inOrder),
    not_checked: report.not_checked
      .map((it) => ({ ...it, ...(it.urn !== undefined && { urn: inventory.declared?.[it.urn] ?? it.urn }) }))
      .sort((one, other) => compare(one.rule.id, other.rule.id) || compare(one.urn ?? '', other.urn ?? '')),
    judged: report.judged,
    resources: report.resources,
    score: scoreOf(report),
  }
}

const suppressedBy = (suppressed: Suppression | undefined) => (suppressed ? { suppressed } : {})

/** 0 for the worst. */
export const rankOf = (severity: Severity) => SEVERITIES.indexOf(severity)

const inOrder = (one: Finding, other: Finding) =>
  rankOf(one.severity) - rankOf(other.severity) ||
  compare(one.rule.id, other.rule.id) ||
  compare(one.urn, other.urn)

// By code units, so that the order is the same on every machine.
const compare = (one: string, other: string) => (one < other ? -1 : Number(one > other))

/** Those that count. */
export const openFindings = ({ findings }: Pick<Result, 'findings'>) =>
  findings.filter(({ suppressed }) => !suppressed)

export interface Group {
  rule: Rule
  /** That of its worst finding. */
  severity: Severity
  findings: ShownFinding[]
}

/** By rule; the worst first, and then those with the most resources. */
export function groupsOf(findings: readonly ShownFinding[]): Group[] {
  const groups = [...Map.groupBy(findings, ({ rule }) => rule)].map(([rule, all]): Group => {
    const [worst] = all.toSorted((one, other) => rankOf(one.severity) - rankOf(other.severity))
    return { rule, severity: worst?.severity ?? rule.severity, findings: all }
  })
  return groups.sort(
    (one, other) =>
      rankOf(one.severity) - rankOf(other.severity) ||
      other.findings.length - one.findings.length ||
      compare(one.rule.id, other.rule.id),
  )
}

export interface NotCheckedGroup {
  rule: Rule
  reason: string
  /** Empty where the rule could not be checked at all. */
  resources: Array<{ urn: string; name: string }>
}

export function notCheckedGroups(not_checked: readonly NotChecked[]): NotCheckedGroup[] {
  return [...Map.groupBy(not_checked, ({ rule, reason }) => `${rule.id} ${reason}`).values()].map((all) => {
    const [{ rule, reason }] = all as [NotChecked]
    const resources = all.flatMap(({ urn, name = '' }) => (urn === undefined ? [] : [{ urn, name }]))
    return { rule, reason, resources }
  })
}

/** For each severity, the worst first. */
export const countsBySeverity = (findings: readonly Finding[]): Record<Severity, number> =>
  Object.fromEntries(
    SEVERITIES.map((severity) => [severity, findings.filter((it) => it.severity === severity).length]),
  ) as Record<Severity, number>

/** The most first. */
export const countsByType = (findings: readonly Finding[]): Array<[ResourceType, number]> =>
  [...Map.groupBy(findings, ({ type }) => type)]
    .map(([type, all]): [ResourceType, number] => [type, all.length])
    .sort(([one, few], [other, many]) => many - few || compare(one, other))

export const CONTROL_NAMES = {
  cis_v8: 'CIS Controls v8',
  iso_27001: 'ISO/IEC 27001:2022',
  soc_2: 'SOC 2',
  nist_csf: 'NIST CSF',
  pci_dss: 'PCI DSS',
} as const

/** `CIS Controls v8 4.4`, one for each requirement. */
export const controlsOf = ({ controls }: Rule): Array<{ standard: string; requirement: string }> =>
  Object.entries(CONTROL_NAMES).flatMap(([key, standard]) =>
    (controls[key as keyof typeof CONTROL_NAMES] ?? []).map((requirement) => ({ standard, requirement })),
  )

/** What can be done, in order; commands apart from prose. */
export function stepsOf({ mitigation }: Rule): Array<{ title: string; text: string; code?: true }> {
  const { panel, doctl, terraform, api } = mitigation
  const commands = { 'With doctl': doctl, 'With Terraform': terraform, 'With the API': api }
  return [
    ...panel.map((text) => ({ title: 'In the control panel', text })),
    ...Object.entries(commands).flatMap(([title, text]) =>
      text === undefined ? [] : [{ title, text, code: true as const }],
    ),
  ]
}

export const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`

/** `3 findings (1 critical, 2 low) in 12 resources`. */
export function summaryOf(result: Result): string {
  const open = openFindings(result)
  const kinds = Object.entries(countsBySeverity(open)).filter(([, number]) => number > 0)
  const worded = kinds.map(([severity, number]) => `${number} ${severity.toLowerCase()}`).join(', ')
  return `${count(open.length, 'finding')}${worded && ` (${worded})`} in ${count(result.resources, 'resource')}`
}
