// The rules by the UUIDs that clients know them by; loaded when they are first asked for.
import type { Rule } from '../../posture/rule.ts'
import { ruleUuid } from '../../posture/rule_uuid.ts'

let loaded: Promise<ReadonlyMap<string, Rule>> | undefined

/** In the order of the catalogue. */
export function rulesByUuid(): Promise<ReadonlyMap<string, Rule>> {
  loaded ??= import('../../posture/rules/all.ts').then(
    ({ rules }) => new Map(rules.map((rule) => [ruleUuid(rule.id), rule])),
  )
  return loaded
}
