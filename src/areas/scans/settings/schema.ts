import { type Static, Type } from 'typebox'
import { ListOf, Text, Time } from '../../../cloud/wire.ts'

export const ByExclusion = Type.Object({ rule_id: Text(64) })

export const ScanRuleList = ListOf(
  'scan_rules',
  Type.Object({ id: Type.String(), resource: Type.String(), created_at: Time }),
)
export type ScanRuleList = Static<typeof ScanRuleList>
