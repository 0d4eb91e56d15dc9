// Which records of a zone were changed lately. The domain's document has it, which every change writes and every look
// of a name server reads anyway: so a look is one row, and after a change only what has changed is read.
import type { DomainBody } from '../domains.ts'

/** Some 20 bytes each, which every change of the zone writes. Who was away for longer reads the zone as a whole. */
export const LONGEST_JOURNAL = 200

export function withChanges(body: DomainBody, serial: number, records: readonly number[]): DomainBody {
  const before = body.journal ?? { since: body.serial, changes: [] }
  const all = [...before.changes, ...records.map((record) => [serial, record] as const)]
  const changes = all.slice(-LONGEST_JOURNAL)
  const since = all[all.length - changes.length - 1]?.[0] ?? before.since
  return { ...body, serial, journal: { since, changes } }
}

/** Records that may differ from what they were at that serial; undefined where that is not known. */
export function changedSince({ serial, journal }: DomainBody, known: number): Set<number> | undefined {
  if (!journal || known < journal.since || known > serial) return undefined
  return new Set(journal.changes.filter(([at]) => at > known).map(([, record]) => record))
}
