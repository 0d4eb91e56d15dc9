// An authority that fails in each exchange and in each way: what passes is outlived, what does not is told.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ABOUT_ONE, hangs, PASSING } from './faults.ts'
import { verified } from './product.ts'
import { behindRelay, requestAll } from './relayed.ts'

test('what passes is outlived, in each exchange about a certificate; each is ordered once', (t) =>
  behindRelay(t, async (world) => {
    const cases = ABOUT_ONE.flatMap((kind) =>
      Object.entries(PASSING).map(([how, fault]) => ({
        title: `${kind} ${how}`,
        plan: { kind, fault, times: 2 },
      })),
    )
    const settled = await requestAll(world, cases)
    const failed = settled.flatMap(({ state, message }, at) =>
      state === 'verified' ? [] : [`${cases[at]?.title}: ${message}`],
    )
    assert.deepEqual(failed, [])
    assert.deepEqual(world.relay.ordered.toSorted(), settled.map(({ name }) => name).sort())
    for (const certificate of settled) await world.product.assertGood(certificate, world.pebble)
    t.diagnostic(`${cases.length} certificates`)
  }))

test('an authority that hangs is asked again', (t) =>
  behindRelay(t, async (world) => {
    const cases = ABOUT_ONE.map((kind) => ({ title: kind, plan: { kind, fault: hangs, times: 1 } }))
    for (const certificate of await requestAll(world, cases))
      await world.product.assertGood(verified(certificate), world.pebble)
    assert.equal(world.relay.ordered.length, cases.length)
  }))
