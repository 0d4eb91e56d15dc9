import { ruleUuid } from '../rule_uuid.ts'
import {
  countsBySeverity,
  type Group,
  groupsOf,
  notCheckedGroups,
  openFindings,
  type Result,
} from './result.ts'

/** Also what `--baseline` reads. */
export const JSON_FORMAT = 'rockpool-scan/1'

export function jsonReport(result: Result): string {
  const { version, source, taken_at, score, resources, findings, rules } = result
  const open = openFindings(result)
  const content = {
    format: JSON_FORMAT,
    version,
    source,
    taken_at,
    score: score ?? null,
    summary: {
      resources,
      rules: rules.length,
      findings: open.length,
      suppressed: findings.length - open.length,
      by_severity: countsBySeverity(open),
      rules_not_checked: new Set(result.not_checked.map(({ rule }) => rule)).size,
    },
    findings: groupsOf(findings).map(shownGroup),
    not_checked: notCheckedGroups(result.not_checked).map(({ rule, reason, resources: affected }) => ({
      rule_id: rule.id,
      reason,
      resources: affected,
    })),
  }
  return `${JSON.stringify(content, null, 2)}\n`
}

function shownGroup({ rule, severity, findings }: Group) {
  const { id, name, kind, details, business_impact, technical_details, mitigation, controls } = rule
  return {
    rule_id: id,
    rule_uuid: ruleUuid(id),
    name,
    severity,
    kind,
    details,
    business_impact,
    technical_details,
    mitigation,
    controls,
    resources: findings.map((it) => ({
      urn: it.urn,
      name: it.name,
      type: it.type,
      severity: it.severity,
      evidence: it.evidence,
      ...(it.suppressed && { suppressed: it.suppressed }),
    })),
  }
}
