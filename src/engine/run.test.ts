import assert from 'node:assert/strict'
import { test } from 'node:test'
import { harness } from '../../test/harness.ts'
import { pageOfActions } from '../cloud/actions.ts'
import type { Deps } from '../kernel/ctx.ts'
import type { Db } from '../store/database.ts'
import { Documents } from '../store/documents/documents.ts'
import { ActionFailed, type ActionKind, findPending, startAction, type Work } from './action.ts'
import { buildEngine } from './run.ts'

const toys = new Documents<{ steps: string[] }>('toy')
const TOY = { resource_type: 'toy', resource_id: '1' }

async function note({ tx, action: { account } }: Work<object>, step: string): Promise<void> {
  const toy = await toys.findLocked(tx, account, '1')
  if (toy) await toys.replace(tx, { ...toy, body: { steps: [...toy.body.steps, step] } })
}

const step = (name: string, seconds = 10) => ({
  name,
  seconds,
  apply: (work: Work<object>) => note(work, name),
})
const kindOf = (steps: ActionKind['steps']): ActionKind => ({
  resource_type: 'toy',
  type: 'play',
  steps,
  undo: (work) => note(work, 'undone'),
})

async function toyWorld(kind: ActionKind) {
  const t = await harness()
  const { deps, account, clock } = t
  const transact = <Result>(work: (tx: Db) => Promise<Result>) => deps.main.database.transact(work)
  const start = (on: Deps = deps) =>
    transact((tx) => startAction(on, tx, kind, { account, resource_id: '1', input: {} }))
  await transact((tx) =>
    toys.insert(tx, { account, name: 'toy', created_at: clock.at.toISOString(), body: { steps: [] } }),
  )
  const read = deps.main.database.read
  return {
    ...t,
    start,
    engine: buildEngine(deps, [kind]),
    later: (seconds: number) => {
      clock.at = new Date(clock.at.getTime() + seconds * 1000)
    },
    steps: async () => (await toys.find(read, account, '1'))?.body.steps,
    statuses: async () =>
      (await pageOfActions(read, account, { page: 1, per_page: 20 })).actions.map((it) => it.status),
    pending: () => findPending(read, account, TOY),
    [Symbol.asyncDispose]: () => t[Symbol.asyncDispose](),
  }
}

test('steps take effect in order, each when its time is over, and then the action is completed', async () => {
  await using t = await toyWorld(kindOf([step('a'), step('b', 20)]))
  await t.start()
  assert.equal(await t.engine.runDue(), 0)
  t.later(10)
  assert.equal(await t.engine.runDue(), 1)
  assert.deepEqual([await t.steps(), await t.statuses()], [['a'], ['in-progress']])
  t.later(19)
  assert.equal(await t.engine.runDue(), 0)
  t.later(1)
  assert.equal(await t.engine.runDue(), 1)
  assert.deepEqual([await t.steps(), await t.statuses()], [['a', 'b'], ['completed']])
  t.later(3600)
  assert.equal(await t.engine.runDue(), 0)
  assert.equal(await t.pending(), undefined)
})

test('a step is taken once by two engines at once', async () => {
  const kind = kindOf([step('a')])
  await using t = await toyWorld(kind)
  await t.start()
  t.later(10)
  const other = buildEngine(t.deps, [kind])
  await Promise.all([t.engine.runDue(), other.runDue()])
  assert.deepEqual([await t.steps(), await t.statuses()], [['a'], ['completed']])
})

test('what a step did before it failed is not kept, and it is tried again later', async () => {
  let failures = 2
  const failing = async (work: Work<object>) => {
    await note(work, 'half')
    if (failures-- > 0) throw new Error('a blip')
  }
  await using t = await toyWorld(kindOf([{ name: 'a', seconds: 10, apply: failing }]))
  await t.start()
  t.later(10)
  await t.engine.runDue()
  assert.deepEqual([await t.steps(), await t.statuses()], [[], ['in-progress']])
  t.later(1)
  await t.engine.runDue()
  assert.deepEqual(await t.steps(), [])
  t.later(4)
  assert.equal(await t.engine.runDue(), 0)
  t.later(1)
  await t.engine.runDue()
  assert.deepEqual([await t.steps(), await t.statuses()], [['half'], ['completed']])
})

test('an action that cannot be done ends as errored at once, undone; one that fails again and again, at last', async () => {
  const impossible = async () => {
    throw new ActionFailed('no')
  }
  await using t = await toyWorld(kindOf([step('a'), { name: 'b', seconds: 1, apply: impossible }]))
  await t.start()
  t.later(10)
  await t.engine.runDue()
  t.later(1)
  await t.engine.runDue()
  assert.deepEqual([await t.steps(), await t.statuses()], [['a', 'undone'], ['errored']])

  await using u = await toyWorld(
    kindOf([
      {
        name: 'a',
        seconds: 1,
        apply: async () => {
          throw new Error('broken')
        },
      },
    ]),
  )
  await u.start()
  for (let tries = 0; tries < 6; tries++) {
    assert.deepEqual(await u.statuses(), ['in-progress'])
    u.later(600)
    await u.engine.runDue()
  }
  assert.deepEqual([await u.steps(), await u.statuses()], [['undone'], ['errored']])
})

test('at instant speed an action is due at once, and no speed is slower than its longest', async () => {
  await using t = await toyWorld(kindOf([step('a', 3600)]))
  await t.start({ ...t.deps, speed: { factor: Number.POSITIVE_INFINITY, longest_seconds: 0 } })
  assert.equal(await t.engine.runDue(), 1)
  await t.start({ ...t.deps, speed: { factor: 60, longest_seconds: 1 } })
  assert.equal(await t.engine.runDue(), 0)
  t.later(1)
  assert.equal(await t.engine.runDue(), 1)
})

test('what is hidden is pending but not listed', async () => {
  await using t = await toyWorld({ ...kindOf([step('a')]), hidden: true })
  await t.start()
  assert.deepEqual(await t.statuses(), [])
  assert.ok(await t.pending())
})
