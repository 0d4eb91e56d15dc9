// What a scan has found, as it is shown: grouped by rule, without what is suppressed.

import { listEnds, pageOf } from '../../cloud/wire.ts'
import type { Ctx } from '../../kernel/ctx.ts'
import { badRequest, notFound } from '../../kernel/errors.ts'
import type { Paging } from '../../kernel/paging.ts'
import { type Rule, SEVERITIES } from '../../posture/rule.ts'
import { rulesByUuid } from './rules.ts'
import type { AffectedList, Finding } from './schema.ts'
import { listSuppressions } from './settings/store.ts'
import { type FindingRow, findScan, listFindings, type ScanRow } from './store.ts'
import { labelOf } from './urn.ts'

/** In any case; empty is none. */
export function checkSeverity(written: string | undefined): FindingRow['severity'] | undefined {
  if (written === undefined || written === '') return undefined
  const severity = SEVERITIES.find((it) => it === written.toUpperCase())
  if (severity) return severity
  throw badRequest(
    `severity must be one of ${SEVERITIES.join(', ')}, got ${JSON.stringify(written.slice(0, 30))}.`,
  )
}

/** The only type of finding that is known. */
export const isOurType = (type: string | undefined) => !type || type.toUpperCase() === 'CSPM'

export interface Wanted {
  severity?: FindingRow['severity'] | undefined
  rule?: string | undefined
}

/** Of a scan, by rule; the worst first, and then those with the most resources. */
export async function groupsOf(ctx: Ctx, scan: ScanRow, wanted: Wanted = {}): Promise<Finding[]> {
  const [rows, rules] = await Promise.all([visibleFindings(ctx, scan, wanted), rulesByUuid()])
  const groups = [...Map.groupBy(rows, ({ rule }) => rule)].flatMap(([uuid, all]) => {
    const rule = rules.get(uuid)
    return rule ? [shownGroup(uuid, rule, all)] : []
  })
  return groups.sort(
    (one, other) => rank(one) - rank(other) || other.affected_resources_count - one.affected_resources_count,
  )
}

const rank = ({ severity }: Pick<FindingRow, 'severity'>) => SEVERITIES.indexOf(severity)

async function visibleFindings(ctx: Ctx, scan: ScanRow, wanted: Wanted): Promise<FindingRow[]> {
  if (scan.status !== 'COMPLETED') return []
  const { read } = ctx.deps.main.database
  const now = ctx.deps.now().toISOString()
  const [rows, suppressions] = await Promise.all([
    listFindings(read, scan, wanted),
    listSuppressions(read, scan.account, now),
  ])
  const suppressed = new Set(suppressions.map(({ rule, urn }) => `${rule} ${urn}`))
  return rows.filter(({ rule, urn }) => !suppressed.has(`${rule} ${urn}`))
}

function shownGroup(rule_uuid: string, rule: Rule, rows: FindingRow[]): Finding {
  const worst = rows.toSorted((one, other) => rank(one) - rank(other))[0] as FindingRow
  const first = rows.map(({ found_at }) => found_at).sort()[0] as string
  return {
    rule_uuid,
    rule_id: rule.id,
    name: rule.name,
    details: rule.details,
    found_at: first,
    severity: worst.severity,
    business_impact: rule.business_impact,
    technical_details: rule.technical_details,
    mitigation_steps: stepsOf(rule),
    affected_resources_count: rows.length,
  }
}

export function stepsOf({ mitigation: { panel, doctl, terraform, api } }: Rule): Finding['mitigation_steps'] {
  const steps = [
    ...panel.map((description) => ({ title: 'In the control panel', description })),
    ...(doctl === undefined ? [] : [{ title: 'With doctl', description: doctl }]),
    ...(terraform === undefined ? [] : [{ title: 'With Terraform', description: terraform }]),
    ...(api === undefined ? [] : [{ title: 'With the API', description: api }]),
  ]
  return steps.map((step, at) => ({ step: at + 1, ...step }))
}

/** `finding_uuid` is the rule's: a finding has no other. */
export async function listAffected(
  ctx: Ctx,
  { scan_id, finding_uuid }: { scan_id: string; finding_uuid: string },
  paging: Paging,
): Promise<AffectedList> {
  const scan = await findScan(ctx.deps.main.database.read, { account: ctx.principal.account, id: scan_id })
  if (!scan || !(await rulesByUuid()).has(finding_uuid)) throw notFound()
  const rows = await visibleFindings(ctx, scan, { rule: finding_uuid })
  if (rows.length === 0) throw notFound()
  const shown = rows.map(({ urn, name, evidence, severity, found_at }) => {
    return { urn, name, type: labelOf(urn), evidence, severity, found_at }
  })
  return { affected_resources: pageOf(shown, paging), ...listEnds(ctx, paging, rows.length) }
}
