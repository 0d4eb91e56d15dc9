// Every rule over every resource of its type. What could not be checked is told, and never counts as passed.

import { NotKnown } from './facts/not_known.ts'
import {
  checkInventory,
  type Inventory,
  type Malformed,
  type Resource,
  type ResourceType,
} from './inventory.ts'
import { Pace } from './pace.ts'
import { resourceKinds } from './resource_types.ts'
import type { Rule, Severity } from './rule.ts'
import { World } from './world.ts'

export interface Finding {
  rule: Rule
  urn: string
  name: string
  type: ResourceType
  severity: Severity
  evidence: string
}

export interface NotChecked {
  rule: Rule
  /** Undefined where no resource of the rule's type could be. */
  urn?: string
  name?: string
  type?: ResourceType
  reason: string
}

export interface Report {
  findings: Finding[]
  not_checked: NotChecked[]
  /** By rule: how many resources it has judged. */
  judged: ReadonlyMap<Rule, number>
  /** How many resources there were. */
  resources: number
}

export interface ScanOptions {
  rules: readonly Rule[]
  /** Says of a resource whether the rule is for it: exclusions and plans. All are, unless told otherwise. */
  covers?(rule: Rule, urn: string): boolean
  /** Of the work that the scan is a part of. */
  pace?: Pace
}

type Growing = Report & { judged: Map<Rule, number> }

export async function scan(inventory: Inventory, options: ScanOptions): Promise<Report> {
  const { rules, pace = new Pace() } = options
  const { resources, malformed } = await checkInventory(inventory, pace)
  const world = new World(resources, new Date(inventory.taken_at))
  const counted = [...resources.values()].reduce((sum, list) => sum + list.length, 0)
  const report: Growing = { findings: [], not_checked: [], judged: new Map(), resources: counted }
  for (const rule of rules) {
    const reason = unreadFor(rule, inventory)
    if (reason !== undefined) report.not_checked.push({ rule, reason })
    else {
      await pace.each(malformed, (it) => {
        if (isLookedAt(it, rule) && covers(options, rule, it.urn)) report.not_checked.push({ rule, ...it })
      })
      await judgeAll(rule, world, report, { ...options, pace })
    }
  }
  return report
}

// Also what the rule would have looked at beside its own resources: what it says of those is then not the whole truth.
const isLookedAt = ({ type }: Malformed, { resource, needs }: Rule) =>
  type === resource || needs?.includes(type)

const covers = ({ covers }: ScanOptions, rule: Rule, urn: string) => covers?.(rule, urn) ?? true

/** Why the rule cannot be checked at all. */
function unreadFor(rule: Rule, { not_read, resources, untold = {} }: Inventory): string | undefined {
  const { id, resource, needs = [] } = rule
  for (const type of [resource, ...needs]) {
    if (not_read[type] !== undefined) return `${resourceKinds[type].label}: ${not_read[type]}`
    if (!Array.isArray(resources[type])) return `${resourceKinds[type].label}: not in the inventory`
  }
  return untold[id]
}

async function judgeAll(
  rule: Rule,
  world: World,
  report: Growing,
  options: ScanOptions & { pace: Pace },
): Promise<void> {
  let judged = 0
  await options.pace.each(world.all(rule.resource), (resource) => {
    if (!covers(options, rule, resource.urn)) return
    const reason = judge(rule, resource, world, report)
    if (reason === undefined) {
      judged += 1
      return
    }
    const { urn, name, type } = resource
    report.not_checked.push({ rule, urn, name, type, reason })
  })
  report.judged.set(rule, judged)
}

/** Why it could not be, where it could not. */
function judge(rule: Rule, resource: Resource, world: World, report: Report): string | undefined {
  const { urn, name, type, facts } = resource
  try {
    const problem = rule.check(facts, world)
    if (!problem) return undefined
    const { evidence, severity = rule.severity } = problem
    report.findings.push({ rule, urn, name, type, severity, evidence })
    return undefined
  } catch (error) {
    if (error instanceof NotKnown)
      return `not known of ${error.urn === urn ? 'it' : error.called}: ${error.path}`
    // A shape that no schema foresaw must not end the scan, nor look like a resource that is fine.
    return `the rule failed: ${(error as Error).message}`
  }
}

const WEIGHTS: Record<Severity, number> = { CRITICAL: 10, HIGH: 5, MEDIUM: 2, LOW: 1 }

/**
 * How well an account stands, from 0 to 100: the share of all judgements that speak for it, weighed by severity.
 * Undefined where nothing was judged.
 */
export function scoreOf({ judged, findings }: Pick<Report, 'judged' | 'findings'>): number | undefined {
  let all = 0
  for (const [{ severity }, count] of judged) all += WEIGHTS[severity] * count
  const against = findings.reduce((sum, { rule }) => sum + WEIGHTS[rule.severity], 0)
  return all === 0 ? undefined : Math.floor(100 * (1 - against / all))
}
