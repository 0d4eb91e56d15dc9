import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { harness } from '../../test/harness.ts'
import { areas } from '../areas.ts'
import { type Reconciler, startReconcilers } from './reconcile.ts'

const HOUR = 3600

/** A reconciler that says when it runs and ends only when it is let. */
function heldReconciler(name: string, told: string[]) {
  let release = () => {}
  const reconciler: Reconciler = {
    name,
    every_seconds: HOUR,
    run: () => {
      told.push(`${name} begins`)
      return new Promise<void>((resolve) => {
        release = () => {
          told.push(`${name} ends`)
          resolve()
        }
      })
    },
  }
  return { reconciler, release: () => release() }
}

const telling = (name: string, told: string[]): Reconciler => ({
  name,
  every_seconds: HOUR,
  run: async () => void told.push(name),
})

test('all run once, in order, and one that fails is logged and costs the others nothing', async () => {
  await using t = await harness()
  const told: string[] = []
  const failing: Reconciler = {
    name: 'failing',
    every_seconds: HOUR,
    run: async () => {
      told.push('failing')
      throw new Error('a passing mishap')
    },
  }
  const throwing = { ...failing, name: 'throwing', run: () => assert.fail('before it began') }
  const reconciling = startReconcilers(t.deps, [
    telling('one', told),
    failing,
    throwing,
    telling('two', told),
  ])
  await reconciling.runAll()
  await reconciling.runAll()
  await reconciling.stop()
  assert.deepEqual(told, ['one', 'failing', 'two', 'one', 'failing', 'two'])
  const logged = t.log.map((line) => JSON.parse(line)).filter((line) => line.reconciler)
  assert.deepEqual(
    logged.map((line) => [line.reconciler, line.level, line.err.message]),
    [0, 1].flatMap(() => [
      ['failing', 50, 'a passing mishap'],
      ['throwing', 50, 'before it began'],
    ]),
  )
})

test('none runs beside itself, and who asks during a run gets one that began afterwards', async () => {
  await using t = await harness()
  const told: string[] = []
  const { reconciler, release } = heldReconciler('slow', told)
  const reconciling = startReconcilers(t.deps, [reconciler])
  const first = reconciling.runAll()
  await nextTurn()
  const second = reconciling.runAll()
  await nextTurn()
  assert.deepEqual(told, ['slow begins'])
  release()
  await first
  await nextTurn()
  assert.deepEqual(told, ['slow begins', 'slow ends', 'slow begins'])
  release()
  await second
  assert.equal(told.length, 4)
  await reconciling.stop()
})

test('the timer runs each at its own pace, and stopping waits for what is running', async () => {
  await using t = await harness()
  const told: string[] = []
  const { reconciler, release } = heldReconciler('slow', told)
  mock.timers.enable({ apis: ['setInterval'] })
  try {
    const reconciling = startReconcilers(t.deps, [
      { ...telling('often', told), every_seconds: 2 },
      { ...reconciler, every_seconds: 5 },
    ])
    mock.timers.tick(1999)
    assert.deepEqual(told, [])
    mock.timers.tick(1)
    await nextTurn()
    assert.deepEqual(told, ['often'])
    for (let second = 3; second <= 12; second++) {
      mock.timers.tick(1000)
      await nextTurn()
    }
    assert.deepEqual(told.filter((it) => it === 'often').length, 6)
    assert.deepEqual(told.filter((it) => it === 'slow begins').length, 1, 'it is still at it')
    let stopped = false
    const stopping = reconciling.stop().then(() => {
      stopped = true
    })
    await nextTurn()
    assert.equal(stopped, false)
    release()
    await stopping
    mock.timers.tick(60_000)
    await nextTurn()
    assert.equal(told.filter((it) => it === 'often').length, 6, 'nothing runs any more')
  } finally {
    mock.timers.reset()
  }
})

test('every reconciler of the product can run at any time, again and again, on several nodes at once', async () => {
  await using t = await harness()
  const peer = await harness({ data: t.data, schema: t.schema })
  for (let round = 0; round < 3; round++) {
    await t.call('POST /v2/security/secrets', { name: `round-${round}`, region: 'nyc3', values: { a: 'b' } })
    await Promise.all([t.reconciling.runAll(), peer.reconciling.runAll()])
  }
  await peer.stop()
  const failures = [...t.log, ...peer.log].map((line) => JSON.parse(line)).filter((line) => line.reconciler)
  assert.deepEqual(failures, [])
  const names = areas.flatMap((area) => area.reconcilers ?? []).map(({ name }) => name)
  assert.equal(new Set(names).size, names.length, 'a name is what a run is known by')
  assert.equal((await t.call('GET /v2/security/secrets')).body.meta.total, 3)
})
