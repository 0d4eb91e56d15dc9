// What is not told of, what is left out, and what is covered.
import { listEnds, pageOf } from '../../../cloud/wire.ts'
import { atomically, type Ctx } from '../../../kernel/ctx.ts'
import { badRequest, notFound } from '../../../kernel/errors.ts'
import { type Paging, pageCount, requestUrl } from '../../../kernel/paging.ts'
import type { Rule } from '../../../posture/rule.ts'
import { countIn } from '../../../store/documents/counts.ts'
import { rulesByUuid } from '../rules.ts'
import type { CreateSuppression, SettingsAnswer, Suppressed, Suppressions } from '../schema.ts'
import { checkUrn, idIn, labelOf } from '../urn.ts'
import { readPlan } from './plan.ts'
import type { ScanRuleList } from './schema.ts'
import {
  listExclusions,
  pageOfSuppressions,
  removeExclusion,
  removeSuppression,
  type SuppressionRow,
  saveExclusion,
  saveSuppression,
} from './store.ts'

const SUPPRESSIONS = '/v2/security/settings/suppressions'

export async function readSettings(ctx: Ctx, { page, per_page }: Paging): Promise<SettingsAnswer> {
  const { read } = ctx.deps.main.database
  const { account } = ctx.principal
  const now = ctx.deps.now()
  const [{ rows, total }, plan, rules] = await Promise.all([
    pageOfSuppressions(read, account, { now: now.toISOString(), page, per_page }),
    readPlan(read, account, now),
    rulesByUuid(),
  ])
  const suppressions = shownPage(
    ctx,
    rows.map((row) => shown(row, rules)),
    { page, per_page, total },
  )
  return {
    settings: { suppressions },
    tier_coverage: plan?.coverage ?? {},
    plan_downgrades: plan?.downgrades ?? {},
  }
}

/** A pair that is suppressed already keeps its id. */
export async function createSuppression(ctx: Ctx, wanted: CreateSuppression): Promise<Suppressions> {
  const { account } = ctx.principal
  const { rule_uuid, reason = null, author = null, expires_at = null } = wanted
  const rules = await rulesByUuid()
  if (!rules.has(rule_uuid)) throw notFound()
  const now = ctx.deps.now()
  if (expires_at !== null && !(Date.parse(expires_at) > now.getTime()))
    throw badRequest(`expires_at must be in the future, got ${expires_at}.`)
  const urns = [...new Set(wanted.resources.map((urn, at) => checkUrn(`resources.${at}`, urn)))]
  const rows = await atomically(ctx, ctx.deps.main, async (tx) => {
    ctx.audit.resource = `posture suppression of ${rule_uuid}`
    const saved: SuppressionRow[] = []
    for (const urn of urns.toSorted()) {
      const { last_position: position } = await countIn(tx, {
        account,
        kind: 'posture_suppression',
        first: 1,
      })
      const row = { account, id: crypto.randomUUID(), position, rule: rule_uuid, urn }
      const why = { reason, author, expires_at, created_at: now.toISOString() }
      saved.push(await saveSuppression(tx, { ...row, ...why }))
    }
    return saved
  })
  const total = rows.length
  return shownPage(
    ctx,
    rows.map((row) => shown(row, rules)),
    { page: 1, per_page: Math.max(1, total), total },
  )
}

export async function deleteSuppression(ctx: Ctx, id: string): Promise<void> {
  await atomically(ctx, ctx.deps.main, async (tx) => {
    ctx.audit.resource = `posture suppression ${id}`
    if (!(await removeSuppression(tx, ctx.principal.account, id))) throw notFound()
  })
}

const shown = (
  { id, rule, urn, reason, author, expires_at }: SuppressionRow,
  rules: ReadonlyMap<string, Rule>,
): Suppressed => ({
  id,
  rule_uuid: rule,
  rule_name: rules.get(rule)?.name ?? '',
  resource_id: idIn(urn),
  resource_type: labelOf(urn),
  ...(reason !== null && { reason }),
  ...(author !== null && { author }),
  ...(expires_at !== null && { expires_at }),
})

/** Its links lead to the list of suppressions, as those of the public service do. */
function shownPage(
  ctx: Ctx,
  resources: Suppressed[],
  { page, per_page, total }: Paging & { total: number },
): Suppressions {
  const pages = pageCount(total, per_page)
  const to = (target: number) => new URL(`${SUPPRESSIONS}?page=${target}`, requestUrl(ctx)).href
  const links = {
    ...(page > 1 && { first: to(1), prev: to(page - 1) }),
    ...(page < pages && { next: to(page + 1), last: to(pages) }),
  }
  return { resources, meta: { page, pages, total }, links: { pages: links } }
}

/** The resource is left out of later scans. */
export async function createScanRule(ctx: Ctx, { resource }: { resource: string }): Promise<void> {
  const { account } = ctx.principal
  const urn = checkUrn('resource', resource)
  await atomically(ctx, ctx.deps.main, async (tx) => {
    const { last_position: position } = await countIn(tx, { account, kind: 'posture_exclusion', first: 1 })
    ctx.audit.resource = urn
    const created_at = ctx.deps.now().toISOString()
    await saveExclusion(tx, { account, id: crypto.randomUUID(), position, urn, created_at })
  })
}

export async function listScanRules(ctx: Ctx, paging: Paging): Promise<ScanRuleList> {
  const rows = await listExclusions(ctx.deps.main.database.read, ctx.principal.account)
  const all = rows.map(({ id, urn, created_at }) => ({ id, resource: urn, created_at }))
  return { scan_rules: pageOf(all, paging), ...listEnds(ctx, paging, all.length) }
}

export async function deleteScanRule(ctx: Ctx, id: string): Promise<void> {
  await atomically(ctx, ctx.deps.main, async (tx) => {
    ctx.audit.resource = `posture scan rule ${id}`
    if (!(await removeExclusion(tx, ctx.principal.account, id))) throw notFound()
  })
}
