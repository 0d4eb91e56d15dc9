// One account, read through the API as its owner sees it, and judged. Loaded only where a scan is run: the rules, and what
// checks shapes, would cost every start.
import type { Deps } from '../../kernel/ctx.ts'
import type { Inventory, ResourceType } from '../../posture/inventory.ts'
import { readInventory } from '../../posture/reading/read.ts'
import type { Rule } from '../../posture/rule.ts'
import { ruleUuid } from '../../posture/rule_uuid.ts'
import { rules } from '../../posture/rules/all.ts'
import { type Report, scan } from '../../posture/scan.ts'
import { scoreOf } from '../../posture/score.ts'
import { coveredBy, readPlan } from './settings/plan.ts'
import { listExclusions } from './settings/store.ts'
import {
  type FindingRow,
  findNewest,
  insertFindings,
  listFindings,
  removeFindings,
  type ScanRow,
} from './store.ts'

export type Judgement = Pick<ScanRow, 'resources' | 'not_checked' | 'score'>

/** Its findings are written already, where nobody sees them before the scan is completed. */
export async function judgeAccount(deps: Deps, account: string, scan_id: string): Promise<Judgement> {
  const report = await scanAccount(deps, account)
  const now = deps.now().toISOString()
  const seen = await seenBefore(deps, account)
  const rows = report.findings.map((it): FindingRow => {
    const { urn, name, type, severity, evidence } = it
    const rule = ruleUuid(it.rule.id)
    const found_at = seen.get(`${rule} ${urn}`) ?? now
    return { account, scan: scan_id, rule, urn, name, type, severity, evidence, found_at }
  })
  await writeFindings(deps, { account, id: scan_id }, rows)
  return {
    resources: report.resources,
    not_checked: JSON.stringify(groupsOf(report)),
    score: scoreOf(report) ?? null,
  }
}

const WRITTEN_AT_ONCE = 200

/** In small transactions, so that requests come between; what one that died has written goes first. */
async function writeFindings(
  { main }: Deps,
  scan: { account: string; id: string },
  rows: readonly FindingRow[],
): Promise<void> {
  await main.database.transact((tx) => removeFindings(tx, scan))
  for (let start = 0; start < rows.length; start += WRITTEN_AT_ONCE) {
    const some = rows.slice(start, start + WRITTEN_AT_ONCE)
    await main.database.transact((tx) => insertFindings(tx, some))
  }
}

async function scanAccount(deps: Deps, account: string): Promise<Report> {
  const { read } = deps.main.database
  const source = { name: 'this server', get: (path: string) => deps.ask(account, path) }
  const inventory = await readInventory(source, { now: deps.now })
  const [plan, exclusions] = await Promise.all([
    readPlan(read, account, deps.now()),
    listExclusions(read, account),
  ])
  const excluded = new Set(exclusions.map(({ urn }) => urn))
  const covered = coveredBy(plan)
  const tags = tagsByUrn(inventory)
  const covers = ({ kind }: Rule, urn: string) =>
    !excluded.has(urn) && (kind === 'standard' || covered(urn, tags.get(urn) ?? []))
  return scan(inventory, { rules, covers, breathe: () => new Promise((resolve) => setImmediate(resolve)) })
}

// What plans can cover by tag.
const TAGGED: Array<[ResourceType, string]> = [
  ['droplet', 'droplet'],
  ['database', 'dbaas'],
]

function tagsByUrn({ resources }: Inventory): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const [type, urn] of TAGGED)
    for (const it of (resources[type] ?? []) as Array<{ id?: unknown; tags?: unknown }>)
      if (Array.isArray(it?.tags)) found.set(`do:${urn}:${it.id}`, it.tags.map(String))
  return found
}

/** By rule and resource, since when a problem has been there without a break. */
async function seenBefore({ main }: Deps, account: string): Promise<Map<string, string>> {
  const { read } = main.database
  const last = await findNewest(read, account, { status: 'COMPLETED' })
  const findings = last ? await listFindings(read, last) : []
  return new Map(findings.map(({ rule, urn, found_at }) => [`${rule} ${urn}`, found_at]))
}

export interface NotCheckedGroup {
  rule_id: string
  reason: string
  /** Resources; 0 where the rule could not be checked at all. */
  count: number
}

function groupsOf({ not_checked }: Report): NotCheckedGroup[] {
  const groups = Map.groupBy(not_checked, ({ rule, reason }) => `${rule.id} ${reason}`)
  return [...groups.values()].map((all) => {
    const [first] = all as [(typeof all)[number]]
    return { rule_id: first.rule.id, reason: first.reason, count: all.filter(({ urn }) => urn).length }
  })
}
