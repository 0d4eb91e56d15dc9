// What has changed between two scans, and how an account stood over time.

import { listEnds } from '../../../cloud/wire.ts'
import type { Ctx } from '../../../kernel/ctx.ts'
import { badRequest, notFound } from '../../../kernel/errors.ts'
import type { Paging } from '../../../kernel/paging.ts'
import type { Rule } from '../../../posture/rule.ts'
import type { Db } from '../../../store/database.ts'
import { rulesByUuid } from '../rules.ts'
import {
  countScores,
  type FindingRow,
  findingsInParts,
  findNewest,
  findScan,
  pageOfScores,
  type ScanRow,
} from '../store.ts'
import type { Comparison, ScoreList } from './schema.ts'

/** With `since`, or else with the completed scan before it. */
export async function compareScans(ctx: Ctx, id: string, since: string | undefined): Promise<Comparison> {
  const { read } = ctx.deps.main.database
  const later = await getCompleted(ctx, id)
  const earlier =
    since === undefined
      ? await findNewest(read, later.account, { status: 'COMPLETED', before: later.position })
      : await getCompleted(ctx, since)
  if (!earlier) throw notFound()
  const [before, after] = [await pairsOf(read, earlier), await pairsOf(read, later)]
  const rules = await rulesByUuid()
  const appeared = await without(before, read, later)
  return {
    scan: later.id,
    since: earlier.id,
    appeared: changes(appeared, rules),
    resolved: changes(await without(after, read, earlier), rules),
    remaining_count: after.size - appeared.length,
  }
}

async function getCompleted(ctx: Ctx, id: string): Promise<ScanRow> {
  const row = await findScan(ctx.deps.main.database.read, { account: ctx.principal.account, id })
  if (!row) throw notFound()
  if (row.status !== 'COMPLETED')
    throw badRequest(`The scan ${id} is ${row.status}; only completed ones are compared.`)
  return row
}

const pairOf = ({ rule, urn }: FindingRow) => `${rule} ${urn}`

/** What a scan has found, by rule and resource. */
async function pairsOf(read: Db, scan: ScanRow): Promise<ReadonlySet<string>> {
  const pairs = new Set<string>()
  for await (const rows of findingsInParts(read, scan)) for (const row of rows) pairs.add(pairOf(row))
  return pairs
}

/** What a scan has found beside these. */
async function without(known: ReadonlySet<string>, read: Db, scan: ScanRow): Promise<FindingRow[]> {
  const others: FindingRow[] = []
  for await (const rows of findingsInParts(read, scan))
    others.push(...rows.filter((row) => !known.has(pairOf(row))))
  return others
}

const changes = (rows: FindingRow[], rules: ReadonlyMap<string, Rule>): Comparison['appeared'] =>
  rows.map(({ rule, urn, name, severity, evidence }) => {
    return { rule_id: rules.get(rule)?.id ?? rule, rule_uuid: rule, urn, name, severity, evidence }
  })

/** Newest first. */
export async function listScores(ctx: Ctx, paging: Paging): Promise<ScoreList> {
  const { read } = ctx.deps.main.database
  const { account } = ctx.principal
  const [rows, total] = await Promise.all([pageOfScores(read, account, paging), countScores(read, account)])
  const scores = rows.map(({ id, created_at, score }) => ({ scan: id, created_at, score: score ?? 0 }))
  return { scores, ...listEnds(ctx, paging, total) }
}
