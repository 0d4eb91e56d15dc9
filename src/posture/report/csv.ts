import type { Result, ShownFinding } from './result.ts'
import { plain } from './texts.ts'

const COLUMNS = [
  'status',
  'severity',
  'rule_id',
  'rule_name',
  'type',
  'urn',
  'name',
  'evidence',
  'reason',
  'taken_at',
] as const
type Line = Partial<Record<(typeof COLUMNS)[number], string>>

/** RFC 4180. `status` is `open`, `suppressed` or `not checked`. */
export function csvReport({ findings, not_checked, taken_at }: Result): string {
  const missed = not_checked.map(
    ({ rule, urn, name, type = rule.resource, reason }): Line => ({
      status: 'not checked',
      severity: rule.severity,
      rule_id: rule.id,
      rule_name: rule.name,
      type,
      urn: urn ?? '',
      name: name ?? '',
      reason,
    }),
  )
  const lines = [...findings.map(findingLine), ...missed].map((line) =>
    COLUMNS.map((column) => cell({ ...line, taken_at }[column] ?? '')),
  )
  return [COLUMNS, ...lines].map((cells) => `${cells.join(',')}\r\n`).join('')
}

const findingLine = ({ rule, severity, type, urn, name, evidence, suppressed }: ShownFinding): Line => ({
  status: suppressed ? 'suppressed' : 'open',
  severity,
  rule_id: rule.id,
  rule_name: rule.name,
  type,
  urn,
  name,
  evidence,
  reason: suppressed ? `${suppressed.by}: ${suppressed.reason}` : '',
})

// What a spreadsheet would take for a formula; the wide forms are some spreadsheets' idea of the same.
const FORMULA = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/

function cell(text: string): string {
  const safe = plain(text)
  return `"${FORMULA.test(safe) ? "'" : ''}${safe.replaceAll('"', '""')}"`
}
