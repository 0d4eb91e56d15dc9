import { type Static, Type } from 'typebox'
import { ListOf, oneOf, Text, Time } from '../../cloud/wire.ts'
import { Paging } from '../../kernel/paging.ts'

export const Severity = oneOf('CRITICAL', 'HIGH', 'MEDIUM', 'LOW')
const Urn = Type.String({ ...Text(300), minLength: 1 })

// Requests.
/** Clients send nothing, an empty object, or the resources that they care about. */
export const CreateScan = Type.Optional(
  Type.Union([
    Type.Null(),
    Type.Object({ resources: Type.Optional(Type.Array(Text(300), { maxItems: 1000 })) }),
  ]),
)
export type CreateScan = Static<typeof CreateScan>
export const FindingFilter = Type.Object({
  ...Paging.properties,
  severity: Type.Optional(Text(20)),
  type: Type.Optional(Text(50)),
})
export type FindingFilter = Static<typeof FindingFilter>
export const ByScan = Type.Object({ scan_id: Text(64) })
export const ByFinding = Type.Object({ scan_id: Text(64), finding_uuid: Text(64) })
export const CreateScanRule = Type.Object({ resource: Urn })
export const CreateSuppression = Type.Object({
  rule_uuid: Text(64),
  resources: Type.Array(Urn, { minItems: 1, maxItems: 1000 }),
  reason: Type.Optional(Text(500)),
  author: Type.Optional(Text(200)),
  expires_at: Type.Optional(Time),
})
export type CreateSuppression = Static<typeof CreateSuppression>
export const BySuppression = Type.Object({ suppression_uuid: Text(64) })
const Covered = Type.Object({
  resources: Type.Optional(Type.Array(Urn, { maxItems: 10_000 })),
  tags: Type.Optional(Type.Array(Text(255), { maxItems: 1000 })),
})
export const UpdatePlan = Type.Object({ tier_coverage: Type.Record(Type.String(), Covered) })
export type UpdatePlan = Static<typeof UpdatePlan>

// Answers.
export const Empty = Type.Unsafe<undefined>({ type: 'null' })
export const Finding = Type.Object({
  rule_uuid: Type.String(),
  rule_id: Type.String(),
  name: Type.String(),
  details: Type.String(),
  found_at: Time,
  severity: Severity,
  business_impact: Type.String(),
  technical_details: Type.String(),
  mitigation_steps: Type.Array(
    Type.Object({ step: Type.Integer(), title: Type.String(), description: Type.String() }),
  ),
  affected_resources_count: Type.Integer(),
})
export type Finding = Static<typeof Finding>
const Scan = Type.Object({
  id: Type.String(),
  status: oneOf('IN_PROGRESS', 'COMPLETED', 'FAILED'),
  created_at: Time,
  findings: Type.Array(Finding),
  score: Type.Optional(Type.Integer()),
  resources_count: Type.Optional(Type.Integer()),
  not_checked: Type.Optional(
    Type.Array(Type.Object({ rule_id: Type.String(), reason: Type.String(), count: Type.Integer() })),
  ),
  failure: Type.Optional(Type.String()),
})
export type Scan = Static<typeof Scan>
/** The official Go client reads a created scan from the top level, the public document has it below `scan`. */
export const CreatedScan = Type.Object({ ...Scan.properties, scan: Scan })
export type CreatedScan = Static<typeof CreatedScan>
export const ScanAnswer = Type.Object({
  scan: Scan,
  links: Type.Object({}, { additionalProperties: true }),
  meta: Type.Object({ total: Type.Integer() }),
})
export type ScanAnswer = Static<typeof ScanAnswer>
export const ScanList = ListOf('scans', Scan)
export type ScanList = Static<typeof ScanList>

const AffectedResource = Type.Object({
  urn: Type.String(),
  name: Type.String(),
  type: Type.String(),
  evidence: Type.String(),
  severity: Severity,
  found_at: Time,
})
export const AffectedList = ListOf('affected_resources', AffectedResource)
export type AffectedList = Static<typeof AffectedList>

const Suppressed = Type.Object({
  id: Type.String(),
  rule_uuid: Type.String(),
  rule_name: Type.String(),
  resource_id: Type.String(),
  resource_type: Type.String(),
  reason: Type.Optional(Type.String()),
  author: Type.Optional(Type.String()),
  expires_at: Type.Optional(Time),
})
export type Suppressed = Static<typeof Suppressed>
export const Suppressions = Type.Object({
  resources: Type.Array(Suppressed),
  meta: Type.Object({ page: Type.Integer(), pages: Type.Integer(), total: Type.Integer() }),
  links: Type.Object({}, { additionalProperties: true }),
})
export type Suppressions = Static<typeof Suppressions>
const Coverage = Type.Record(
  Type.String(),
  Type.Object({ resources: Type.Array(Type.String()), tags: Type.Array(Type.String()) }),
)
export type Coverage = Static<typeof Coverage>
const Downgrades = Type.Record(
  Type.String(),
  Type.Object({ resources: Type.Array(Type.String()), effective_at: Time }),
)
export type Downgrades = Static<typeof Downgrades>
export const SettingsAnswer = Type.Object({
  settings: Type.Object({ suppressions: Suppressions }),
  tier_coverage: Coverage,
  plan_downgrades: Downgrades,
})
export type SettingsAnswer = Static<typeof SettingsAnswer>
export const PlanAnswer = Type.Object({ tier_coverage: Coverage })
export type PlanAnswer = Static<typeof PlanAnswer>
