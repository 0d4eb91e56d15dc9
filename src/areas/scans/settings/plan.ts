// Which workloads are looked into: by default all; otherwise those that the plan names, by URN or tag.
import { atomically, type Ctx } from '../../../kernel/ctx.ts'
import { badRequest } from '../../../kernel/errors.ts'
import type { Db } from '../../../store/database.ts'
import type { Coverage, Downgrades, PlanAnswer, UpdatePlan } from '../schema.ts'
import { checkUrn } from '../urn.ts'
import { findPlan, savePlan } from './store.ts'

/** `free` has the standard rules, `basic` the workload rules too. */
const PAID = 'basic'
const FREE = 'free'

export interface Plan {
  coverage: Coverage
  downgrades: Downgrades
}

/** Undefined where nobody has chosen: then everything is covered. */
export async function readPlan(db: Db, account: string, now: Date): Promise<Plan | undefined> {
  const row = await findPlan(db, account)
  if (!row) return undefined
  const downgrades: Downgrades = JSON.parse(row.downgrades)
  const pending = Object.entries(downgrades).filter(
    ([, { effective_at }]) => Date.parse(effective_at) > now.getTime(),
  )
  return { coverage: JSON.parse(row.coverage), downgrades: Object.fromEntries(pending) }
}

/** Whether a workload with these tags is looked into. */
export function coveredBy(plan: Plan | undefined): (urn: string, tags: readonly string[]) => boolean {
  if (!plan) return () => true
  const { resources = [], tags: chosen = [] } = plan.coverage[PAID] ?? {}
  const leaving = Object.values(plan.downgrades).flatMap((it) => it.resources)
  const urns = new Set([...resources, ...leaving])
  const by_tag = new Set(chosen.map((tag) => tag.toLowerCase()))
  return (urn, tags) => urns.has(urn) || tags.some((tag) => by_tag.has(tag.toLowerCase()))
}

/** What is no longer covered stays so until the month, which is what is paid for in public, is over. */
export async function updatePlan(ctx: Ctx, { tier_coverage }: UpdatePlan): Promise<PlanAnswer> {
  const { account } = ctx.principal
  const coverage = checkCoverage(tier_coverage)
  const now = ctx.deps.now()
  return atomically(ctx, ctx.deps.main, async (tx) => {
    const before = await readPlan(tx, account, now)
    const downgrades = downgradesAfter(before, coverage, now)
    ctx.audit.resource = 'posture plan'
    await savePlan(tx, {
      account,
      coverage: JSON.stringify(coverage),
      downgrades: JSON.stringify(downgrades),
    })
    return { tier_coverage: coverage }
  })
}

function checkCoverage(wanted: UpdatePlan['tier_coverage']): Coverage {
  const tiers = Object.keys(wanted)
  const unknown = tiers.find((tier) => tier !== PAID && tier !== FREE)
  if (unknown !== undefined)
    throw badRequest(`tier_coverage has the tiers ${FREE} and ${PAID}; got ${JSON.stringify(unknown)}.`)
  return Object.fromEntries(
    tiers.map((tier) => {
      const { resources = [], tags = [] } = wanted[tier] ?? {}
      const urns = resources.map((urn, at) => checkUrn(`tier_coverage.${tier}.resources.${at}`, urn))
      return [tier, { resources: [...new Set(urns)], tags: [...new Set(tags)] }]
    }),
  )
}

function downgradesAfter(before: Plan | undefined, after: Coverage, now: Date): Downgrades {
  const covered = new Set(after[PAID]?.resources ?? [])
  const leaving = [
    ...(before?.coverage[PAID]?.resources ?? []),
    ...(before?.downgrades[FREE]?.resources ?? []),
  ]
  const resources = [...new Set(leaving)].filter((urn) => !covered.has(urn))
  if (resources.length === 0) return {}
  const next_month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1))
  return { [FREE]: { resources, effective_at: next_month.toISOString() } }
}
