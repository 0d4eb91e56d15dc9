import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import {
  assertFound,
  chain,
  LAST_SIGNED,
  RECORDS,
  REGION,
  remove,
  replace,
  rewriteFrom,
  SIGNED,
  setHead,
  trailOf,
} from '../../../test/audit_trail.ts'
import { harness } from '../../../test/harness.ts'
import type { Database, Db } from '../../store/database.ts'
import { signCheckpoints } from './checkpoint.ts'
import { hashOf } from './journal.ts'
import type { RecordRow } from './store.ts'
import { verifyTrail } from './verify.ts'

test('a clean trail gives no problem, signed or not, written to meanwhile or not', async () => {
  await using t = await harness(REGION)
  const database = await trailOf(t)
  const verdict = await verifyTrail(database, t.deps.signer)
  assert.deepEqual(verdict, { database: 'nyc3', records: RECORDS, checkpoints: SIGNED.length, problems: [] })
  const writes = Array.from({ length: 50 }, (_, n) =>
    database.transact(async () => {}, { operation: `more ${n}` }),
  )
  for (let n = 0; n < 5; n++) assert.deepEqual((await verifyTrail(database, t.deps.signer)).problems, [])
  await Promise.all(writes)
  const after = await verifyTrail(database, t.deps.signer)
  assert.deepEqual([after.records, after.problems], [RECORDS + 50, []])
})

test('a trail that does not exist yet is clean', async () => {
  await using t = await harness(REGION)
  const database = (await t.deps.regions.get('nyc3')?.open())?.database as Database
  await signCheckpoints(t.deps)
  const verdict = await verifyTrail(database, t.deps.signer)
  assert.deepEqual(verdict, { database: 'nyc3', records: 0, checkpoints: 0, problems: [] })
})

test('any one changed character of any record is found, and where', async () => {
  await using t = await harness(REGION)
  const database = await trailOf(t)
  for (const { number, record, hash } of await chain(database.read)) {
    for (let at = 0; at < record.length; at += 41) {
      const changed = record.slice(0, at) + (record[at] === 'x' ? 'y' : 'x') + record.slice(at + 1)
      await assertFound(
        t,
        database,
        replace(number, changed, hash),
        new RegExp(`^w1/${number}: its text was changed`),
      )
    }
    const other_hash = (hash.startsWith('0') ? '1' : '0') + hash.slice(1)
    await assertFound(t, database, replace(number, record, other_hash), new RegExp(`^w1/${number}: `))
  }
})

test('a removed record is found: the first, one in the middle, the last, several, all', async () => {
  await using t = await harness(REGION)
  const database = await trailOf(t)
  await assertFound(t, database, remove(1), /^w1\/2: w1\/1 is missing before it/)
  await assertFound(t, database, remove(9), /^w1\/10: w1\/9 is missing before it/)
  await assertFound(t, database, remove(9), /^w1\/9: is missing, though checkpoint 2 signed it/)
  await assertFound(t, database, remove(RECORDS), /^w1\/17: is the last record, but 18 were written/)
  const tail = (tx: Db) => sql`delete from audit_records where number > 15`.execute(tx)
  await assertFound(t, database, tail, /^w1\/15: is the last record, but 18 were written/)
  const all = (tx: Db) => sql`delete from audit_records`.execute(tx)
  await assertFound(t, database, all, /^w1\/0: is the last record, but 18 were written/)
})

test('records that changed places are found', async () => {
  await using t = await harness(REGION)
  const database = await trailOf(t)
  const rows = await chain(database.read)
  for (const [a, b] of [
    [1, 2],
    [3, 4],
    [2, 17],
    [17, 18],
  ] as const) {
    const [one, two] = [rows[a - 1] as RecordRow, rows[b - 1] as RecordRow]
    const swap = async (tx: Db) => {
      await replace(a, two.record, two.hash)(tx)
      await replace(b, one.record, one.hash)(tx)
    }
    await assertFound(t, database, swap, new RegExp(`^w1/${a}: it was moved here`))
    await assertFound(t, database, swap, new RegExp(`^w1/${b}: it was moved here`))
  }
  const moved = (tx: Db) => sql`update audit_records set writer = 'w2' where number = 18`.execute(tx)
  await assertFound(t, database, moved, /^w2\/18: w2\/1 is missing before it/)
  const hidden = (tx: Db) => sql`update audit_records set number = -1 where number = 1`.execute(tx)
  await assertFound(t, database, hidden, /^w1\/-1: no record has this number/)
})

test('a record that was slipped in is found', async () => {
  await using t = await harness(REGION)
  const database = await trailOf(t)
  const copyTo = (number: number) => (tx: Db) =>
    sql`insert into audit_records select writer, cast(${number} as bigint), record, hash from audit_records
      where number = 7`.execute(tx)
  await assertFound(t, database, copyTo(0), /^w1\/0: no record has this number/)
  await assertFound(t, database, copyTo(RECORDS + 1), /^w1\/19: it was moved here/)
  const record = JSON.stringify({ writer: 'w9', number: 1, operation: 'invented', previous: '' })
  const invented = (tx: Db) =>
    sql`insert into audit_records (writer, number, record, hash) values ('w9', 1, ${record}, ${hashOf(record)})`.execute(
      tx,
    )
  await assertFound(t, database, invented, /^w9: the chain's end is not on record/)
})

test('a whole chain that was removed with its end is found, once it was signed', async () => {
  await using t = await harness(REGION)
  const database = await trailOf(t)
  const everything = async (tx: Db) => {
    await sql`delete from audit_records`.execute(tx)
    await sql`delete from audit_heads`.execute(tx)
  }
  await assertFound(t, database, everything, /^w1\/14: is missing, though checkpoint 3 signed it/)
  const emptied = async (tx: Db) => {
    await sql`delete from audit_records`.execute(tx)
    await setHead(0, '')(tx)
  }
  await assertFound(t, database, emptied, /^w1\/14: is missing, though checkpoint 3 signed it/)
})

test('a chain that was written anew with every hash right does not match what was signed', async () => {
  await using t = await harness(REGION)
  const database = await trailOf(t)
  const rows = await chain(database.read)
  for (let first = 0; first < LAST_SIGNED; first++) {
    const forged = rows.map((row, index) =>
      index === first ? { ...row, record: row.record.replace('operation', 'nothing at all') } : row,
    )
    const checkpoint = SIGNED.findIndex((number) => number > first) + 1
    await assertFound(
      t,
      database,
      (tx) => rewriteFrom(tx, forged, first),
      new RegExp(`^w1/${SIGNED[checkpoint - 1]}: differs from what checkpoint ${checkpoint} signed`),
    )
    const without = rows.filter((_, index) => index !== first)
    await assertFound(t, database, (tx) => rewriteFrom(tx, without, first), /differs from what checkpoint/)
  }
})
