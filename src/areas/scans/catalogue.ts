// The rules themselves, which the public API does not list.
import { listEnds, pageOf } from '../../cloud/wire.ts'
import type { Ctx } from '../../kernel/ctx.ts'
import { resourceKinds } from '../../posture/resource_types.ts'
import type { Rule } from '../../posture/rule.ts'
import { ruleUuid } from '../../posture/rule_uuid.ts'
import { rules } from '../../posture/rules/all.ts'
import { checkSeverity, stepsOf } from './findings.ts'
import type { RuleFilter, RuleList, ShownRule } from './own_schema.ts'

export function listRules(ctx: Ctx, { severity, ...paging }: RuleFilter): RuleList {
  const wanted = checkSeverity(severity)
  const found = rules.filter((rule) => wanted === undefined || rule.severity === wanted)
  return { rules: pageOf(found, paging).map(shownRule), ...listEnds(ctx, paging, found.length) }
}

function shownRule(rule: Rule): ShownRule {
  const { id, name, severity, kind, details, business_impact, technical_details, controls } = rule
  return {
    ...{
      rule_uuid: ruleUuid(id),
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
