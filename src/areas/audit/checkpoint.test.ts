import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { type RawBuilder, sql } from 'kysely'
import {
  assertFound,
  chain,
  LAST_SIGNED,
  REGION,
  replace,
  rewriteFrom,
  SIGNED,
  setHead,
  spliced,
  trailOf,
  verdictAfter,
} from '../../../test/audit_trail.ts'
import { type Harness, harness } from '../../../test/harness.ts'
import { buildSigner } from '../../signer.ts'
import type { Database, Db } from '../../store/database.ts'
import { signCheckpoints } from './checkpoint.ts'
import { insertCheckpoint, listCheckpoints, listHeads } from './store.ts'
import { verifyTrail } from './verify.ts'

const run = (statement: RawBuilder<unknown>) => (tx: Db) => statement.execute(tx)

test('checkpoints that were removed, changed, renumbered or forged are found', async () => {
  await using t = await harness(REGION)
  const database = await trailOf(t)
  await assertFound(
    t,
    database,
    run(sql`delete from audit_checkpoints where number = 1`),
    /^checkpoint 2: checkpoint 1 is missing/,
  )
  await assertFound(
    t,
    database,
    run(sql`delete from audit_checkpoints where number = 2`),
    /^checkpoint 3: checkpoint 2 is missing/,
  )
  await assertFound(
    t,
    database,
    run(sql`update audit_checkpoints set number = 4 where number = 3`),
    /^checkpoint 4: its signature does not match/,
  )
  const renumbered = async (tx: Db) => {
    await sql`delete from audit_checkpoints where number = 1`.execute(tx)
    await sql`update audit_checkpoints set number = 1 where number = 2`.execute(tx)
    await sql`update audit_checkpoints set number = 2 where number = 3`.execute(tx)
  }
  await assertFound(t, database, renumbered, /^checkpoint 1: its signature does not match/)
})

test('a changed character of a checkpoint is found, and so is a signature by another key', async () => {
  await using t = await harness(REGION)
  const database = await trailOf(t)
  const thief = buildSigner(
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  )
  for (const { number, statement, signature } of await listCheckpoints(database.read)) {
    const where = new RegExp(`^checkpoint ${number}: its signature does not match`)
    const set = (text: string, signed: string) =>
      run(
        sql`update audit_checkpoints set statement = ${text}, signature = ${signed} where number = ${number}`,
      )
    for (let at = 0; at < statement.length; at += 29)
      await assertFound(t, database, set(spliced(statement, at, '#'), signature), where)
    for (let at = 0; at < signature.length; at += 6)
      await assertFound(
        t,
        database,
        set(statement, spliced(signature, at, signature[at] === 'A' ? 'B' : 'A')),
        where,
      )
    const last = neighbour(signature.at(-1) as string)
    for (const other of [`${signature}=`, '', 'A', signature.slice(0, -1) + last, thief.sign(statement)])
      await assertFound(t, database, set(statement, other), where)
  }
})

// 64 bytes leave four bits of the last character unused, and a lenient decoder does not look at them.
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const neighbour = (character: string) => ALPHABET[ALPHABET.indexOf(character) ^ 1]

test('what belongs to another database is found', async () => {
  await using t = await harness({ regions: [{ slug: 'nyc3' }, { slug: 'sfo3' }] })
  const database = await trailOf(t)
  const other = (await t.deps.regions.get('sfo3')?.open())?.database as Database
  for (let n = 0; n < 6; n++) await other.transact(async () => {}, { operation: `elsewhere ${n}` })
  await signCheckpoints(t.deps)
  const stolen = await chain(other.read)
  const [third] = stolen.slice(2)
  await assertFound(
    t,
    database,
    replace(3, third?.record ?? '', third?.hash ?? ''),
    /^w1\/3: it does not follow the record before it/,
  )
  // The whole trail with its checkpoints, each with a good signature of this installation.
  const checkpoints = await listCheckpoints(other.read)
  const heads = await listHeads(other.read)
  const transplant = async (tx: Db) => {
    await sql`delete from audit_records`.execute(tx)
    await sql`delete from audit_checkpoints`.execute(tx)
    for (const { writer, number, record, hash } of stolen)
      await sql`insert into audit_records (writer, number, record, hash) values (${writer}, ${number}, ${record}, ${hash})`.execute(
        tx,
      )
    for (const row of checkpoints) await insertCheckpoint(tx, row)
    const head = heads.find(({ writer }) => writer === 'w1')
    await setHead(head?.number ?? 0, head?.hash ?? '')(tx)
  }
  await assertFound(t, database, transplant, /^checkpoint 1: it was signed for database sfo3/)
})

test('a trail that was rolled back and went on is found when both ends were signed', async () => {
  await using t = await harness(REGION)
  const database = await trailOf(t)
  const rows = await chain(database.read)
  // Back to before the third checkpoint, whose row was left; then other records, and a fourth checkpoint at the same number.
  await database.transact((tx) => rewriteFrom(tx, rows.slice(0, 11), 11))
  for (let n = 12; n <= LAST_SIGNED; n++)
    await database.transact(async () => {}, { operation: 'another history' })
  await signCheckpoints(t.deps)
  const { problems } = await verifyTrail(database, t.deps.signer)
  assert.ok(problems.includes('w1/14: checkpoints 3 and 4 signed different records'), problems.join('\n'))
  assert.ok(problems.includes('w1/14: differs from what checkpoint 3 signed'), problems.join('\n'))
})

test('the limit: a tail that was cut off behind the last checkpoint leaves no mark in the database', async () => {
  await using t = await harness(REGION)
  const database = await trailOf(t)
  const rows = await chain(database.read)
  const cut = await verdictAfter(t, database, (tx) => rewriteFrom(tx, rows.slice(0, 15), 15))
  assert.deepEqual([cut.records, cut.problems], [15, []])
  // That is why each checkpoint is also in the log: what the database must hold at least.
  const told = t.log.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'audit checkpoint')
  const stored = await listCheckpoints(database.read)
  assert.deepEqual(
    told
      .filter(({ checkpoint }) => checkpoint.database === 'nyc3')
      .map(({ checkpoint, signature }) => [JSON.stringify(checkpoint), signature]),
    stored.map(({ statement, signature }) => [statement, signature]),
  )
})

test('a checkpoint is signed only where something was recorded since the last one', async () => {
  await using t = await harness(REGION)
  const database = await trailOf(t)
  const count = async (it: Database) => (await listCheckpoints(it.read)).length
  const { main } = t.deps
  await t.trail.flush()
  await signCheckpoints(t.deps)
  const [in_region, in_main] = [await count(database), await count(main.database)]
  assert.equal(in_region, SIGNED.length + 1)
  for (let n = 0; n < 3; n++) {
    t.clock.at = new Date(t.clock.at.getTime() + 3_600_000)
    await signCheckpoints(t.deps)
  }
  assert.deepEqual([await count(database), await count(main.database)], [in_region, in_main])
  await database.transact(async () => {}, { operation: 'one more' })
  await signCheckpoints(t.deps)
  assert.deepEqual([await count(database), await count(main.database)], [in_region + 1, in_main])
  const newest = (await listCheckpoints(database.read)).at(-1)
  const { heads, time, database: named } = JSON.parse(newest?.statement ?? '{}')
  assert.deepEqual([heads.w1.number, time, named], [19, t.clock.at.toISOString(), 'nyc3'])
})

test('nodes that sign at once make one checkpoint, and the trail stays whole', async () => {
  await using t = await harness(REGION)
  const database = await trailOf(t)
  const peer = await harness({ ...REGION, data: t.data, schema: t.schema })
  const nodes: Harness[] = [t, peer]
  for (let round = 0; round < 4; round++) {
    await database.transact(async () => {}, { operation: `round ${round}` })
    await Promise.all(nodes.map((node) => signCheckpoints(node.deps)))
  }
  await peer.stop()
  const { checkpoints, problems } = await verifyTrail(database, t.deps.signer)
  assert.deepEqual([checkpoints, problems], [SIGNED.length + 4, []])
})
