// What the public API lacks.
import { type Static, Type } from 'typebox'
import { ListOf, oneOf, Text, Time } from '../../../cloud/wire.ts'
import { Paging } from '../../../kernel/paging.ts'
import { Finding, Severity } from '../schema.ts'

// Requests.
export const Comparing = Type.Object({ since: Type.Optional(Text(64)) })
export const RuleFilter = Type.Object({ ...Paging.properties, severity: Type.Optional(Text(20)) })
export type RuleFilter = Static<typeof RuleFilter>

// Answers.
const ShownRule = Type.Object({
  rule_uuid: Type.String(),
  rule_id: Type.String(),
  name: Type.String(),
  severity: Severity,
  kind: oneOf('standard', 'workload'),
  resource_type: Type.String(),
  details: Type.String(),
  business_impact: Type.String(),
  technical_details: Type.String(),
  mitigation_steps: Finding.properties.mitigation_steps,
  controls: Type.Record(Type.String(), Type.Array(Type.String())),
})
export type ShownRule = Static<typeof ShownRule>
export const RuleList = ListOf('rules', ShownRule)
export type RuleList = Static<typeof RuleList>
const Changed = Type.Object({
  rule_id: Type.String(),
  rule_uuid: Type.String(),
  urn: Type.String(),
  name: Type.String(),
  severity: Severity,
  evidence: Type.String(),
})
export const Comparison = Type.Object({
  scan: Type.String(),
  since: Type.String(),
  appeared: Type.Array(Changed),
  resolved: Type.Array(Changed),
  remaining_count: Type.Integer(),
})
export type Comparison = Static<typeof Comparison>
export const ScoreList = ListOf(
  'scores',
  Type.Object({ scan: Type.String(), created_at: Time, score: Type.Integer() }),
)
export type ScoreList = Static<typeof ScoreList>
