import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import {
  chain,
  LAST_SIGNED,
  RECORDS,
  REGION,
  remove,
  replace,
  rewriteFrom,
  setHead,
  spliced,
  type Tamper,
  trailOf,
  verdictAfter,
} from '../../../test/audit_trail.ts'
import { harness } from '../../../test/harness.ts'
import type { Db } from '../../store/database.ts'
import { listCheckpoints } from './store.ts'

/** Everything in the three tables, as text. */
async function dump(tx: Db): Promise<string> {
  const tables = [
    sql`select * from audit_records order by writer, number`,
    sql`select * from audit_heads order by writer`,
    sql`select * from audit_checkpoints order by number`,
  ]
  const rows: unknown[] = []
  for (const table of tables) rows.push((await table.execute(tx)).rows)
  return JSON.stringify(rows)
}

const record_number = fc.integer({ min: 1, max: RECORDS })
const position = fc.nat(400)
const character = fc.constantFrom(...'09afzA{}",: ')

type Column = 'record' | 'hash'
const changeOne =
  (number: number, column: Column, at: number, by: string): Tamper =>
  async (tx) => {
    const row = (await chain(tx)).find((it) => it.number === number)
    if (!row) return
    const changed = { ...row, [column]: spliced(row[column], at, by) }
    await replace(number, changed.record, changed.hash)(tx)
  }
const changeCheckpoint =
  (number: number, column: 'statement' | 'signature', at: number, by: string): Tamper =>
  async (tx) => {
    const row = (await listCheckpoints(tx)).find((it) => it.number === number)
    if (!row) return
    await sql`update audit_checkpoints set ${sql.ref(column)} = ${spliced(row[column], at, by)} where number = ${number}`.execute(
      tx,
    )
  }
const exchange =
  (a: number, b: number): Tamper =>
  async (tx) => {
    const rows = await chain(tx)
    const [one, two] = [rows.find((it) => it.number === a), rows.find((it) => it.number === b)]
    if (!one || !two) return
    await replace(a, two.record, two.hash)(tx)
    await replace(b, one.record, one.hash)(tx)
  }
const renumber =
  (from: number, by: number): Tamper =>
  (tx) =>
    sql`update audit_records set number = ${from + by} where writer = 'w1' and number = ${from}
    and not exists (select 1 from audit_records where writer = 'w1' and number = ${from + by})`.execute(tx)
const forge =
  (number: number, at: number, by: string): Tamper =>
  async (tx) => {
    const rows = await chain(tx)
    const index = rows.findIndex((it) => it.number === number)
    const row = rows[index]
    if (!row) return
    const told = JSON.parse(row.record)
    const forged = { ...row, record: JSON.stringify({ ...told, operation: spliced(told.operation, at, by) }) }
    const history = [...rows.slice(0, index), forged, ...rows.slice(index + 1)]
    await rewriteFrom(
      tx,
      history.filter((it) => it.number <= RECORDS),
      index,
    )
  }

// Not among them, for they leave no mark: cutting off or rewriting what no checkpoint signed, or the last checkpoint itself.
const tampering = fc.oneof(
  fc
    .tuple(record_number, fc.constantFrom<Column>('record', 'hash'), position, character)
    .map((it) => changeOne(...it)),
  fc.tuple(record_number, record_number).map((it) => exchange(...it)),
  record_number.map((number) => remove(number)),
  fc.tuple(record_number, fc.integer({ min: -30, max: 30 })).map((it) => renumber(...it)),
  fc.integer({ min: 0, max: 30 }).map((number) => setHead(number, 'f'.repeat(64))),
  fc.constant<Tamper>((tx) => sql`delete from audit_heads where writer = 'w1'`.execute(tx)),
  fc.integer({ min: 1, max: 2 }).map(
    (number): Tamper =>
      (tx) =>
        sql`delete from audit_checkpoints where number = ${number}`.execute(tx),
  ),
  fc
    .tuple(
      fc.integer({ min: 1, max: 3 }),
      fc.constantFrom('statement' as const, 'signature' as const),
      position,
      character,
    )
    .map((it) => changeCheckpoint(...it)),
)
// By itself: it makes every hash right, also over what was done before it behind the last checkpoint.
const forgery = fc
  .tuple(fc.integer({ min: 1, max: LAST_SIGNED }), position, character)
  .map((it) => [forge(...it)])
const attack = fc.oneof(
  { weight: 4, arbitrary: fc.array(tampering, { minLength: 1, maxLength: 3 }) },
  { weight: 1, arbitrary: forgery },
)

test('whatever is done to the tables is found, unless it changes nothing', async () => {
  await using t = await harness(REGION)
  const database = await trailOf(t)
  const before = await dump(database.read)
  await fc.assert(
    fc.asyncProperty(attack, async (steps) => {
      let changed = true
      const { problems } = await verdictAfter(t, database, async (tx) => {
        for (const step of steps) await step(tx)
        changed = (await dump(tx)) !== before
      })
      assert.equal(problems.length > 0, changed, problems.join('\n'))
    }),
    { numRuns: 120, interruptAfterTimeLimit: 12_000 },
  )
  assert.equal(await dump(database.read), before)
})
