// A small audit trail, and what an attacker can do to it who writes to the database as they like, knows this program, and
// lacks the signing key.
import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { signCheckpoints } from '../src/areas/audit/checkpoint.ts'
import { hashOf } from '../src/areas/audit/journal.ts'
import { listRecords, type RecordRow } from '../src/areas/audit/store.ts'
import { type Verdict, verifyTrail } from '../src/areas/audit/verify.ts'
import type { Database, Db } from '../src/store/database.ts'
import type { Harness } from './harness.ts'

export const RECORDS = 18
/** The checkpoints sign the trail up to these records. */
export const SIGNED = [5, 9, 14]
export const LAST_SIGNED = 14

export const REGION = { regions: [{ slug: 'nyc3' }] }

/** A trail of 18 records in one chain, three times signed, with a tail that is not. */
export async function trailOf(t: Harness): Promise<Database> {
  const database = (await t.deps.regions.get('nyc3')?.open())?.database
  assert.ok(database)
  for (let n = 1; n <= RECORDS; n++) {
    await database.transact(async () => {}, { operation: `operation ${n}`, request_id: crypto.randomUUID() })
    if (SIGNED.includes(n)) await signCheckpoints(t.deps)
  }
  return database
}

export type Tamper = (tx: Db) => Promise<unknown>

/** What verify says when this has been done to the database. Nothing of it stays. */
export async function verdictAfter(t: Harness, database: Database, tamper: Tamper): Promise<Verdict> {
  const undo = new Error('rolled back on purpose')
  let verdict: Verdict | undefined
  const attempt = database.transact(async (tx) => {
    await tamper(tx)
    verdict = await verifyTrail({ ...database, snapshot: (work) => work(tx) }, t.deps.signer)
    throw undo
  })
  await attempt.catch((error) => {
    if (error !== undo) throw error
  })
  assert.ok(verdict)
  return verdict
}

export async function assertFound(
  t: Harness,
  database: Database,
  tamper: Tamper,
  where: RegExp,
): Promise<void> {
  const { problems } = await verdictAfter(t, database, tamper)
  assert.ok(
    problems.some((problem) => where.test(problem)),
    `${tamper} should give ${where}, and gave:\n${problems.join('\n')}`,
  )
}

export const chain = (tx: Db) => listRecords(tx, 'w1', 0, 1000)
export const remove = (number: number) => (tx: Db) =>
  sql`delete from audit_records where writer = 'w1' and number = ${number}`.execute(tx)
export const replace = (number: number, record: string, hash: string) => (tx: Db) =>
  sql`update audit_records set record = ${record}, hash = ${hash} where writer = 'w1' and number = ${number}`.execute(
    tx,
  )
export const setHead = (number: number, hash: string) => (tx: Db) =>
  sql`update audit_heads set number = ${number}, hash = ${hash} where writer = 'w1'`.execute(tx)

/** Writes the chain anew from `rows[index]` on, with every hash right, as the server itself would. */
export async function rewriteFrom(tx: Db, rows: RecordRow[], first: number): Promise<void> {
  let previous = rows[first - 1]?.hash ?? ''
  for (const [index, row] of rows.entries()) {
    if (index < first) continue
    const record = JSON.stringify({ ...JSON.parse(row.record), number: index + 1, previous })
    previous = hashOf(record)
    await sql`delete from audit_records where writer = 'w1' and number = ${index + 1}`.execute(tx)
    await sql`insert into audit_records (writer, number, record, hash)
      values ('w1', ${index + 1}, ${record}, ${previous})`.execute(tx)
  }
  await sql`delete from audit_records where writer = 'w1' and number > ${rows.length}`.execute(tx)
  await setHead(rows.length, previous)(tx)
}

/** `text` with one character, wherever `at` falls, replaced. */
export const spliced = (text: string, at: number, by: string) => {
  const index = at % text.length
  return text.slice(0, index) + by + text.slice(index + 1)
}
