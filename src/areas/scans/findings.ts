// What a scan has found, as it is shown: grouped by rule, without what is suppressed.

import { listEnds } from '../../cloud/wire.ts'
import type { Ctx } from '../../kernel/ctx.ts'
import { badRequest, notFound } from '../../kernel/errors.ts'
import type { Paging } from '../../kernel/paging.ts'
import { type Rule, SEVERITIES } from '../../posture/rule.ts'
import { rulesByUuid } from './rules.ts'
import type { AffectedList, Finding } from './schema.ts'
import { listSuppressions } from './settings/store.ts'
import { type FindingRow, findingsInParts, findScan, type ScanRow } from './store.ts'
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
  const found = new Map<string, Group>()
  for await (const rows of visibleInParts(ctx, scan, wanted)) for (const row of rows) addTo(found, row)
  const rules = await rulesByUuid()
  const groups = [...found].flatMap(([uuid, group]) => {
    const rule = rules.get(uuid)
    return rule ? [shownGroup(uuid, rule, group)] : []
  })
  return groups.sort(
    (one, other) => rank(one) - rank(other) || other.affected_resources_count - one.affected_resources_count,
  )
}

const rank = ({ severity }: Pick<FindingRow, 'severity'>) => SEVERITIES.indexOf(severity)

/** What the findings of one rule come to. */
type Group = Pick<Finding, 'severity' | 'found_at' | 'affected_resources_count'>

function addTo(groups: Map<string, Group>, { rule, severity, found_at }: FindingRow): void {
  const group = groups.get(rule)
  if (!group) {
    groups.set(rule, { severity, found_at, affected_resources_count: 1 })
    return
  }
  group.affected_resources_count += 1
  if (SEVERITIES.indexOf(severity) < rank(group)) group.severity = severity
  if (found_at < group.found_at) group.found_at = found_at
}

/** In the order of rule and resource. */
async function* visibleInParts(ctx: Ctx, scan: ScanRow, wanted: Wanted): AsyncGenerator<FindingRow[]> {
  if (scan.status !== 'COMPLETED') return
  const { read } = ctx.deps.main.database
  const suppressions = await listSuppressions(read, scan.account, ctx.deps.now().toISOString())
  const suppressed = new Set(suppressions.map(({ rule, urn }) => `${rule} ${urn}`))
  for await (const rows of findingsInParts(read, scan, wanted))
    yield rows.filter(({ rule, urn }) => !suppressed.has(`${rule} ${urn}`))
}

function shownGroup(rule_uuid: string, rule: Rule, group: Group): Finding {
  return {
    rule_uuid,
    rule_id: rule.id,
    name: rule.name,
    details: rule.details,
    found_at: group.found_at,
    severity: group.severity,
    business_impact: rule.business_impact,
    technical_details: rule.technical_details,
    mitigation_steps: stepsOf(rule),
    affected_resources_count: group.affected_resources_count,
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
  const [first, end] = [(paging.page - 1) * paging.per_page, paging.page * paging.per_page]
  const shown: FindingRow[] = []
  let total = 0
  for await (const rows of visibleInParts(ctx, scan, { rule: finding_uuid })) {
    shown.push(...rows.slice(Math.max(0, first - total), Math.max(0, end - total)))
    total += rows.length
  }
  if (total === 0) throw notFound()
  return { affected_resources: shown.map(shownAffected), ...listEnds(ctx, paging, total) }
}

const shownAffected = ({ urn, name, evidence, severity, found_at }: FindingRow) => {
  return { urn, name, type: labelOf(urn), evidence, severity, found_at }
}
