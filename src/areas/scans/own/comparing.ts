// What has changed between two scans, and how an account stood over time.

import { listEnds } from '../../../cloud/wire.ts'
import type { Ctx } from '../../../kernel/ctx.ts'
import { badRequest, notFound } from '../../../kernel/errors.ts'
import type { Paging } from '../../../kernel/paging.ts'
import type { Rule } from '../../../posture/rule.ts'
import { rulesByUuid } from '../rules.ts'
import {
  countScores,
  type FindingRow,
  findNewest,
  findScan,
  listFindings,
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
  const [before, after] = await Promise.all([listFindings(read, earlier), listFindings(read, later)])
  const rules = await rulesByUuid()
  return {
    scan: later.id,
    since: earlier.id,
    appeared: changes(minus(after, before), rules),
    resolved: changes(minus(before, after), rules),
    remaining_count: after.length - minus(after, before).length,
  }
}

async function getCompleted(ctx: Ctx, id: string): Promise<ScanRow> {
  const row = await findScan(ctx.deps.main.database.read, { account: ctx.principal.account, id })
  if (!row) throw notFound()
  if (row.status !== 'COMPLETED')
    throw badRequest(`The scan ${id} is ${row.status}; only completed ones are compared.`)
  return row
}

function minus(all: FindingRow[], others: FindingRow[]): FindingRow[] {
  const known = new Set(others.map(({ rule, urn }) => `${rule} ${urn}`))
  return all.filter(({ rule, urn }) => !known.has(`${rule} ${urn}`))
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
