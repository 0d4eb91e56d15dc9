// What the audit trail holds, read straight from every database of a harness.
import { listRecords, listWriters } from '../src/areas/audit/store.ts'
import type { AuditEntry } from '../src/kernel/audit.ts'
import type { Harness } from './harness.ts'

export type Recorded = Omit<AuditEntry, 'written'> & { database: string }

const MANY = 100_000

/** Everything recorded so far, once what is still in memory has been written. */
export async function recordsOf(t: Harness): Promise<Recorded[]> {
  await t.trail.flush()
  return durableRecordsOf(t)
}

/** What a crash at this moment would leave. */
export async function durableRecordsOf(t: Harness): Promise<Recorded[]> {
  const all: Recorded[] = []
  for (const { database } of t.deps.openedStores()) {
    for (const writer of await listWriters(database.read)) {
      const rows = await listRecords(database.read, writer, 0, MANY)
      all.push(...rows.map((row) => ({ ...JSON.parse(row.record), database: database.name })))
    }
  }
  return all
}
