import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { harness } from '../../test/harness.ts'
import type { Db } from '../store/database.ts'
import { ActionFailed, type ActionKind, actionTable, NotYet, reachingStep, startAction } from './action.ts'
import { buildEngine } from './run.ts'
import { Turns } from './turns.ts'

type Reach = (turn: {
  action: { lease: string | null; attempts: number }
  goOn: () => Promise<void>
  holds: (tx: Db) => Promise<unknown>
}) => Promise<string>

/** Actions of one kind with one step, which reaches outside by `reach`; what took effect is in `applied`. */
async function reachingWorld(reach: Reach, more: Partial<ActionKind> = {}) {
  const t = await harness()
  const { deps, account, clock } = t
  const { database } = deps.main
  const applied: string[] = []
  const step = reachingStep<object, string>({
    name: 'ask',
    reach,
    apply: async (_work, found) => void applied.push(found),
  })
  const kind: ActionKind = { resource_type: 'toy', type: 'ask', steps: [step], ...more }
  return {
    ...t,
    applied,
    engine: () => buildEngine(deps, [kind]),
    turns: () => new Turns(deps, [kind]),
    begin: (resource_id = '1') =>
      database.transact((tx) => startAction(deps, tx, kind, { account, resource_id, input: {} })),
    later: (seconds: number) => {
      clock.at = new Date(clock.at.getTime() + seconds * 1000)
    },
    rows: () => actionTable(database.read).selectFrom('actions').selectAll().orderBy('started_at').execute(),
    [Symbol.asyncDispose]: () => t[Symbol.asyncDispose](),
  }
}

const never = () => new Promise<never>(() => {})

test('what a step finds outside is what takes effect, and two engines reach out once', async () => {
  let asked = 0
  await using t = await reachingWorld(async () => `answer ${++asked}`)
  await t.begin()
  await Promise.all([t.engine().runDue(), t.engine().runDue()])
  assert.deepEqual([asked, t.applied], [1, ['answer 1']])
  assert.deepEqual(
    (await t.rows()).map(({ status }) => status),
    ['completed'],
  )
})

test('whoever looked before another took the step leaves the next one alone', async () => {
  const step = (name: string) =>
    reachingStep<object, string>({ name, reach: async () => name, apply: async () => {} })
  const kind = { steps: [step('a'), step('b')] }
  await using t = await reachingWorld(async () => '', kind)
  await t.begin()
  const late = t.turns()
  const [due] = await late.findDue()
  assert.ok(due)
  await t.engine().runDue()
  assert.equal((await t.rows())[0]?.step, 1)
  assert.equal(await late.lease(due), undefined)
  await late.moveOn(due)
  assert.equal((await t.rows())[0]?.step, 1)
})

test('when whoever reached out has died, another does once the lease has run out, and knows of the first', async () => {
  const leases: Array<string | null> = []
  const answers = [never, async () => 'second']
  await using t = await reachingWorld(({ action }) => {
    leases.push(action.lease)
    return (answers.shift() as () => Promise<string>)()
  })
  const { id } = await t.begin()
  void t.engine().runDue()
  while (leases.length === 0) await nextTurn()
  const other = t.engine()
  t.later(59)
  assert.equal(await other.runDue(), 0)
  const [{ lease } = { lease: null }] = await t.rows()
  t.later(1)
  assert.equal(await other.runDue(), 1)
  assert.deepEqual(leases, [null, lease])
  assert.deepEqual(
    [t.applied, (await t.rows()).map((row) => [row.id, row.status])],
    [['second'], [[id, 'completed']]],
  )
})

test('what comes back after the lease has been lost does not take effect', async () => {
  const { promise, resolve } = Promise.withResolvers<string>()
  const answers = [() => promise, async () => 'second']
  let asked = 0
  await using t = await reachingWorld(() => (answers[asked++] as () => Promise<string>)())
  await t.begin()
  const first = t.engine().runDue()
  while (asked === 0) await nextTurn()
  t.later(60)
  await t.engine().runDue()
  resolve('late')
  await first
  assert.deepEqual(t.applied, ['second'])
})

test('a step that goes on keeps its turn, and one that comes too late for that is told', async () => {
  const turns: Array<Parameters<Reach>[0]> = []
  const answers = [never, async () => 'second']
  await using t = await reachingWorld((turn) => {
    turns.push(turn)
    return (answers.shift() as () => Promise<string>)()
  })
  await t.begin()
  void t.engine().runDue()
  while (turns.length === 0) await nextTurn()
  const [{ goOn, holds } = assert.fail()] = turns
  const write = () => t.deps.main.database.transact(holds)
  const other = t.engine()
  for (let minute = 0; minute < 3; minute += 1) {
    t.later(59)
    await goOn()
    t.later(9)
    await goOn()
    assert.equal(await other.runDue(), 0)
    await write()
  }
  t.later(51)
  assert.equal(await other.runDue(), 1)
  await assert.rejects(goOn())
  await assert.rejects(goOn())
  await assert.rejects(write())
  assert.deepEqual(t.applied, ['second'])
})

test('waiting is no failure: it counts its looks, and ends when what it waits for is there', async () => {
  const attempts: number[] = []
  await using t = await reachingWorld(async ({ action }) => {
    attempts.push(action.attempts)
    if (attempts.length < 8) throw new NotYet('not there', 30)
    return 'there'
  })
  await t.begin()
  for (let look = 0; look < 8; look++) {
    await t.engine().runDue()
    t.later(29)
    assert.equal(await t.engine().runDue(), 0)
    t.later(1)
  }
  assert.deepEqual([attempts, t.applied], [[0, 1, 2, 3, 4, 5, 6, 7], ['there']])
  assert.equal(
    t.log.some((line) => line.includes('a step of an action failed')),
    false,
  )
})

test('a step that reaches out fails as any other, and what undoes it knows why', async () => {
  const reasons: unknown[] = []
  const undo = async (_work: unknown, failure: unknown) => void reasons.push((failure as Error).message)
  await using t = await reachingWorld(() => Promise.reject(new ActionFailed('no such thing')), { undo })
  await t.begin()
  await t.engine().runDue()
  assert.deepEqual([reasons, (await t.rows()).map(({ status }) => status)], [['no such thing'], ['errored']])
})

test('others do not wait for one that is slow, and stopping does not either', async () => {
  const { promise, resolve } = Promise.withResolvers<string>()
  let asked = 0
  await using t = await reachingWorld(() => (asked++ === 0 ? promise : Promise.resolve('quick')))
  await t.begin('1')
  const engine = t.engine()
  engine.start()
  while (asked === 0) await nextTurn()
  await t.begin('2')
  while (t.applied.length === 0) await nextTurn()
  await engine.stop()
  resolve('slow')
  await nextTurn()
  assert.deepEqual(t.applied, ['quick'])
})

test('an audited kind leaves a record of each step, and of why one failed', async () => {
  const answers = [() => Promise.reject(new Error('the line is busy')), async () => 'yes']
  await using t = await reachingWorld(() => (answers.shift() as () => Promise<string>)(), { audited: true })
  await t.begin()
  await t.engine().runDue()
  t.later(1)
  await t.engine().runDue()
  const { database } = t.deps.main
  const rows = await database.read
    .$extendTables<{ audit_records: { record: string } }>()
    .selectFrom('audit_records')
    .select('record')
    .execute()
  const records = rows.map(({ record }) => JSON.parse(record)).filter(({ address }) => address === 'engine')
  assert.deepEqual(
    records.map(({ operation, resource, status, detail }) => [operation, resource, status, detail]),
    [
      ['toy ask: ask', 'do:toy:1', 500, 'the line is busy'],
      ['toy ask: ask', 'do:toy:1', 200, undefined],
    ],
  )
})

test('looks at what is not there yet cost no tries: a failure after many of them is the first', async () => {
  let looks = 0
  await using t = await reachingWorld(async () => {
    looks += 1
    if (looks <= 9) throw new NotYet('not there', 1)
    if (looks <= 12) throw new Error('a blip')
    return 'there'
  })
  await t.begin()
  for (let round = 0; round < 60 && t.applied.length === 0; round++) {
    await t.engine().runDue()
    t.later(60)
  }
  assert.deepEqual([looks, t.applied], [13, ['there']])
})

test('an action that finds no room is left to whoever has leased it meanwhile', async () => {
  await using t = await reachingWorld(async () => 'found')
  await t.begin()
  const [one, other] = [t.turns(), t.turns()]
  const [due] = await other.findDue()
  assert.ok(due && (await one.lease(due)))
  await other.postpone(due)
  t.later(10)
  assert.equal(await other.lease(due), undefined)
})
