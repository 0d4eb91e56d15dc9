// The rules themselves, which the public API does not list.
import { listEnds, pageOf } from '../../../cloud/wire.ts'
import type { Ctx } from '../../../kernel/ctx.ts'
import { resourceKinds } from '../../../posture/resource_types.ts'
import type { Rule } from '../../../posture/rule.ts'
import { checkSeverity, stepsOf } from '../findings.ts'
import { rulesByUuid } from '../rules.ts'
import type { RuleFilter, RuleList, ShownRule } from './schema.ts'

export async function listRules(ctx: Ctx, { severity, ...paging }: RuleFilter): Promise<RuleList> {
  const wanted = checkSeverity(severity)
  const found = [...(await rulesByUuid())].filter(
    ([, rule]) => wanted === undefined || rule.severity === wanted,
  )
  return { rules: pageOf(found, paging).map(shownRule), ...listEnds(ctx, paging, found.length) }
}

function shownRule([rule_uuid, rule]: [string, Rule]): ShownRule {
  const { id, name, severity, kind, details, business_impact, technical_details, controls } = rule
  return {
    ...{
      rule_uuid,
      rule_id: id,
      name,
      severity,
      kind,
      details,
      business_impact,
      technical_details,
    },
    resource_type: resourceKinds[rule.resource].label,
    mitigation_steps: stepsOf(rule),
    controls: Object.fromEntries(Object.entries(controls).map(([key, values]) => [key, [...values]])),
  }
}
