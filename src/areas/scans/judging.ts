// One account, read through the API as its owner sees it, and judged. Loaded only where a scan is run: the rules, and what
// checks shapes, would cost every start.
import type { Deps } from '../../kernel/ctx.ts'
import type { Inventory, ResourceType } from '../../posture/inventory.ts'
import { Pace } from '../../posture/pace.ts'
import { readInventory, type Source } from '../../posture/reading/read.ts'
import type { Rule } from '../../posture/rule.ts'
import { ruleUuid } from '../../posture/rule_uuid.ts'
import { rules } from '../../posture/rules/all.ts'
import { type Finding, type Report, scan, scoreOf } from '../../posture/scan.ts'
import type { Db } from '../../store/database.ts'
import { coveredBy, readPlan } from './settings/plan.ts'
import { listExclusions } from './settings/store.ts'
import {
  type FindingRow,
  findingsInParts,
  findNewest,
  insertFindings,
  removeSomeFindings,
  type ScanRow,
} from './store.ts'

export type Judgement = Pick<ScanRow, 'resources' | 'not_checked' | 'score'>

/** Whose account is judged, and for which scan. */
interface Order {
  deps: Deps
  account: string
  scan_id: string
  /** Says that it is still at it. Throws where another has taken its turn. */
  goOn(): Promise<void>
  /** Throws likewise, for what the transaction writes. */
  holds(tx: Db): Promise<unknown>
}

/** Its findings are written already, where nobody sees them before the scan is completed. */
export async function judgeAccount(order: Order): Promise<Judgement> {
  const pace = new Pace(order.goOn)
  const report = await scanAccount(order, pace)
  await writeFindings(order, report.findings)
  return {
    resources: report.resources,
    not_checked: JSON.stringify(await groupsOf(report, pace)),
    score: scoreOf(report) ?? null,
  }
}

const WRITTEN_AT_ONCE = 100
/** As one client that takes small pages: requests of others come between, and each is answered soon. */
const UNHURRIED = { at_once: 1, per_page: 25 }

const uuids = new Map(rules.map(({ id }) => [id, ruleUuid(id)]))
const uuidOf = (id: string) => uuids.get(id) as string

/** In small transactions, so that requests come between; what one that died has written goes first. */
async function writeFindings(order: Order, findings: readonly Finding[]): Promise<void> {
  const { account, scan_id } = order
  const found_at = await firstSeen(order)
  while (await write(order, (tx) => removeSomeFindings(tx, { account, id: scan_id })));
  for (let start = 0; start < findings.length; start += WRITTEN_AT_ONCE) {
    const some = findings.slice(start, start + WRITTEN_AT_ONCE)
    const rows = some.map(({ rule: { id }, urn, name, type, severity, evidence }): FindingRow => {
      const rule = uuidOf(id)
      const shown = { urn, name, type, severity, evidence }
      return { account, scan: scan_id, rule, ...shown, found_at: found_at(rule, urn) }
    })
    await write(order, (tx) => insertFindings(tx, rows))
  }
}

/** While the scan is its own to write: one that was given up for dead must not write into what the next one finds. */
async function write<Result>(
  { deps, goOn, holds }: Order,
  work: (tx: Db) => Promise<Result>,
): Promise<Result> {
  await goOn()
  return deps.main.database.transact(async (tx) => {
    await holds(tx)
    return work(tx)
  })
}

async function scanAccount(order: Order, pace: Pace): Promise<Report> {
  const { deps, account } = order
  const { read } = deps.main.database
  const inventory = await readInventory(ownSource(order, pace), { now: deps.now, ...UNHURRIED })
  const [plan, exclusions] = await Promise.all([
    readPlan(read, account, deps.now()),
    listExclusions(read, account),
  ])
  const excluded = new Set(exclusions.map(({ urn }) => urn))
  const covered = coveredBy(plan)
  const tags = await tagsByUrn(inventory, pace)
  const covers = ({ kind }: Rule, urn: string) =>
    !excluded.has(urn) && (kind === 'standard' || covered(urn, tags.get(urn) ?? []))
  return scan(inventory, { rules, covers, pace })
}

/** A client from outside waits for its turn; the product's own requests would be answered at one go, all of them. */
const ownSource = ({ deps, account }: Order, pace: Pace): Source => ({
  name: 'this server',
  async get(path) {
    await pace.giveWay()
    return deps.ask(account, path)
  },
})

// What plans can cover by tag.
const TAGGED: Array<[ResourceType, string]> = [
  ['droplet', 'droplet'],
  ['database', 'dbaas'],
]

async function tagsByUrn({ resources }: Inventory, pace: Pace): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>()
  for (const [type, urn] of TAGGED) {
    const list = (resources[type] ?? []) as Array<{ id?: unknown; tags?: unknown }>
    await pace.each(list, (it) => {
      if (Array.isArray(it?.tags)) found.set(`do:${urn}:${it.id}`, it.tags.map(String))
    })
  }
  return found
}

/** Of a rule and a resource, since when the problem has been there without a break. */
async function firstSeen({ deps, account, goOn }: Order): Promise<(rule: string, urn: string) => string> {
  const { read } = deps.main.database
  const this_time = deps.now().toISOString()
  const seen = new Map<string, string>()
  const last = await findNewest(read, account, { status: 'COMPLETED' })
  if (last)
    for await (const rows of findingsInParts(read, last)) {
      await goOn()
      for (const { rule, urn, found_at } of rows) seen.set(`${rule} ${urn}`, found_at)
    }
  return (rule, urn) => seen.get(`${rule} ${urn}`) ?? this_time
}

export interface NotCheckedGroup {
  rule_id: string
  reason: string
  /** Resources; 0 where the rule could not be checked at all. */
  count: number
}

async function groupsOf({ not_checked }: Report, pace: Pace): Promise<NotCheckedGroup[]> {
  const groups = new Map<string, NotCheckedGroup>()
  await pace.each(not_checked, ({ rule, reason, urn }) => {
    const key = `${rule.id} ${reason}`
    const group = groups.get(key) ?? { rule_id: rule.id, reason, count: 0 }
    groups.set(key, group)
    if (urn) group.count += 1
  })
  return [...groups.values()]
}
