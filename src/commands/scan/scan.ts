// Reads, judges, reports.
import { readFileSync } from 'node:fs'
import type { Inventory } from '../../posture/inventory.ts'
import { openFindings, type Result, rankOf, resultOf } from '../../posture/report/result.ts'
import { type Rule, SEVERITIES, type Severity } from '../../posture/rule.ts'
import { rules as allRules } from '../../posture/rules/all.ts'
import { scan } from '../../posture/scan.ts'
import { EXIT, usageProblem } from '../line/problem.ts'
import { explain } from './explain.ts'
import { obtainInventory, type SourceOptions } from './obtaining.ts'
import { outputsOf, writeReports } from './outputs.ts'
import { type SuppressingOptions, suppressing } from './suppressing.ts'

export interface ScanOptions extends SourceOptions, SuppressingOptions {
  format?: string[]
  severity?: string
  rule?: string[]
  failOn?: string
  explain?: string
}

/** Everything that was given is checked before anything is read: a reading may take long. */
export async function scanAndReport(options: ScanOptions): Promise<void> {
  if (options.explain !== undefined) return explain(ruleNamed('--explain', options.explain))
  const rules = options.rule?.map((id) => ruleNamed('--rule', id)) ?? allRules
  const at_least = severityOf('--severity', options.severity) ?? 'LOW'
  const fail_on = options.failOn === 'none' ? undefined : (severityOf('--fail-on', options.failOn) ?? 'LOW')
  const outputs = outputsOf(options.format)
  const suppress = suppressing(options, allRules, new Date())
  const inventory = await obtainInventory(options)
  const report = await scan(inventory, { rules })
  const result = resultOf(inventory, report, { version: ownVersion(), rules, at_least, suppress })
  writeReports(outputs, result)
  process.exitCode = exitOf(result, inventory, fail_on)
}

/** Findings win: whoever has to act on them reads the report anyway, which tells what was not checked. */
function exitOf(result: Result, { beyond = [] }: Inventory, fail_on: Severity | undefined): number {
  const failing = openFindings(result).some(
    ({ severity }) => fail_on !== undefined && rankOf(severity) <= rankOf(fail_on),
  )
  if (failing) return EXIT.failed
  const missed = result.not_checked.some(({ rule: { resource, needs = [] } }) =>
    [resource, ...needs].every((type) => !beyond.includes(type)),
  )
  return missed ? EXIT.not_checked : 0
}

function severityOf(option: string, written: string | undefined): Severity | undefined {
  if (written === undefined) return undefined
  const severity = SEVERITIES.find((it) => it.toLowerCase() === written)
  if (severity) return severity
  const wanted = SEVERITIES.map((it) => it.toLowerCase()).join(', ')
  const none = option === '--fail-on' ? ' or none' : ''
  throw usageProblem(`${option} is ${JSON.stringify(written)}: it wants one of ${wanted}${none}`)
}

function ruleNamed(option: string, id: string): Rule {
  const found = allRules.find((it) => it.id === id)
  if (found) return found
  const words = id.toLowerCase().split(/[^a-z0-9]+/)
  const near = allRules
    .map((it) => ({ id: it.id, shared: it.id.split('-').filter((word) => words.includes(word)).length }))
    .filter(({ shared }) => shared > 0)
    .sort((one, other) => other.shared - one.shared)
    .slice(0, 5)
  const advice =
    near.length > 0
      ? `near it are ${near.map((it) => it.id).join(', ')}`
      : 'a word of it, such as droplet, gives those that are near'
  throw usageProblem(`${option}: there is no rule ${JSON.stringify(id)}; ${advice}`)
}

const ownVersion = (): string =>
  JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')).version
