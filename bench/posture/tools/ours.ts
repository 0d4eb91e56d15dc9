// `rockpool scan` as a user runs it, on files.
import { baseEnvironment, LAUNCHER } from '../../server.ts'

export const ours_env = baseEnvironment()

const REPORTING = ['--fail-on', 'none', '--format', 'json']

export const scanInventory = (file: string, rules: readonly string[] = []): readonly string[] => [
  ...[LAUNCHER, 'scan', '--from', file, ...rules.flatMap((id) => ['--rule', id]), ...REPORTING],
]

export const scanPlan = (file: string): readonly string[] => [LAUNCHER, 'scan', '--plan', file, ...REPORTING]

export interface Scanned {
  resources: number
  rules: number
  /** How many rules could not be checked of something. */
  rules_not_checked: number
  findings: number
  /** By rule, the URNs. */
  found: Map<string, string[]>
}

interface OurReport {
  summary: { resources: number; rules: number; rules_not_checked: number; findings: number }
  findings: Array<{ rule_id: string; resources: Array<{ urn: string }> }>
}

export function scannedOf(stdout: string): Scanned {
  const { summary, findings } = JSON.parse(stdout) as OurReport
  const found = new Map<string, string[]>()
  // A rule has a group for each severity.
  for (const { rule_id, resources } of findings)
    found.set(rule_id, [...(found.get(rule_id) ?? []), ...resources.map(({ urn }) => urn)])
  return { ...summary, found }
}
