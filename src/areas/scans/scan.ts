// Scans as clients start and read them.
import { listEnds, pageOf } from '../../cloud/wire.ts'
import { startAction } from '../../engine/action.ts'
import { atomically, type Ctx } from '../../kernel/ctx.ts'
import { notFound } from '../../kernel/errors.ts'
import type { Paging } from '../../kernel/paging.ts'
import { countIn, countOf } from '../../store/documents/counts.ts'
import { checkSeverity, groupsOf, isOurType, type Wanted } from './findings.ts'
import type { NotCheckedGroup } from './judging.ts'
import { SCAN } from './scanning.ts'
import type { CreatedScan, FindingFilter, Scan, ScanAnswer, ScanList } from './schema.ts'
import { findNewest, findScan, insertScan, pageOfScans, type ScanRow } from './store.ts'

/** It is judged in the background; the answer is what there is at once. */
export async function createScan(ctx: Ctx): Promise<CreatedScan> {
  const { account } = ctx.principal
  const row = await atomically(ctx, ctx.deps.main, async (tx) => {
    const { last_position: position } = await countIn(tx, { account, kind: 'posture_scan', first: 1 })
    const created_at = ctx.deps.now().toISOString()
    const nothing_yet = { completed_at: null, failure: null, resources: null, not_checked: null, score: null }
    const id = crypto.randomUUID()
    const scan: ScanRow = { account, id, position, status: 'IN_PROGRESS', created_at, ...nothing_yet }
    ctx.audit.resource = `do:posture_scan:${id}`
    await insertScan(tx, scan)
    await startAction(ctx.deps, tx, SCAN, { account, resource_id: id, input: {} })
    return scan
  })
  const shown = shownScan(row, [])
  return { ...shown, scan: shown }
}

/** Without their findings. */
export async function listScans(ctx: Ctx, paging: Paging): Promise<ScanList> {
  const { read } = ctx.deps.main.database
  const { account } = ctx.principal
  const [rows, total] = await Promise.all([
    pageOfScans(read, account, paging),
    countOf(read, account, 'posture_scan'),
  ])
  return { scans: rows.map((row) => shownScan(row, [])), ...listEnds(ctx, paging, total) }
}

export async function readScan(ctx: Ctx, id: string, filter: FindingFilter): Promise<ScanAnswer> {
  const row = await findScan(ctx.deps.main.database.read, { account: ctx.principal.account, id })
  return answerOf(ctx, row, filter)
}

/** The newest one, however it stands. */
export async function readLatestScan(ctx: Ctx, filter: FindingFilter): Promise<ScanAnswer> {
  return answerOf(ctx, await findNewest(ctx.deps.main.database.read, ctx.principal.account), filter)
}

async function answerOf(ctx: Ctx, row: ScanRow | undefined, filter: FindingFilter): Promise<ScanAnswer> {
  if (!row) throw notFound()
  const wanted: Wanted = { severity: checkSeverity(filter.severity) }
  const groups = isOurType(filter.type) ? await groupsOf(ctx, row, wanted) : []
  return { scan: shownScan(row, pageOf(groups, filter)), ...listEnds(ctx, filter, groups.length) }
}

export function shownScan(row: ScanRow, findings: Scan['findings']): Scan {
  const { id, status, created_at, score, resources, not_checked, failure } = row
  const groups: NotCheckedGroup[] | undefined = not_checked === null ? undefined : JSON.parse(not_checked)
  return {
    ...{ id, status, created_at, findings },
    ...(score !== null && { score }),
    ...(resources !== null && { resources_count: resources }),
    ...(groups && { not_checked: groups }),
    ...(failure !== null && { failure }),
  }
}
