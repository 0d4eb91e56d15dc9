// Random sequences of what clients do, and after each step everything must fit together.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Body, checkCloud } from './cloud/invariants.ts'
import { type CloudStep, type Send, STEPS, takeStep } from './cloud/steps.ts'
import { type Harness, harness, type Request } from './harness.ts'

const RUNS = Number(process.env.CLOUD_RUNS ?? 6)

const number = fc.nat({ max: 60 })
const anyStep: fc.Arbitrary<CloudStep | { wait: number }> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom(...(Object.keys(STEPS) as CloudStep['do'][])),
      one: number,
      other: number,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('create_droplet' as const), one: number, other: number }),
  },
  { weight: 2, arbitrary: fc.record({ wait: fc.nat({ max: 90 }) }) },
)

const sending =
  (t: Harness): Send =>
  (request, body) =>
    t.call(request as Request, body)

const asking =
  (t: Harness) =>
  async (path: string): Promise<Body> => {
    const { status, body } = await t.call(`GET ${path}` as Request)
    assert.equal(status, 200, `GET ${path}`)
    return body
  }

test('whatever is done, no reference dangles, no address is doubled, and every list agrees with every get', async () => {
  const property = fc.asyncProperty(fc.array(anyStep, { minLength: 10, maxLength: 40 }), async (steps) => {
    await using t = await harness({ limits: { droplet_limit: 12, volume_limit: 6, floating_ip_limit: 4 } })
    for (const step of steps) {
      if ('wait' in step) {
        t.clock.at = new Date(t.clock.at.getTime() + step.wait * 1000)
        await t.engine.runDue()
      } else await takeStep(sending(t), step)
      await checkCloud(asking(t))
    }
    await t.finishActions()
    await checkCloud(asking(t))
    const { actions } = await asking(t)('/v2/actions?per_page=200')
    assert.deepEqual(
      actions.filter(({ status }: Body) => status === 'in-progress'),
      [],
      'actions that never ended',
    )
    for (const { id, locked } of (await asking(t)('/v2/droplets?per_page=200')).droplets)
      assert.equal(locked, false, `the Droplet ${id} is locked with nothing being done to it`)
  })
  await fc.assert(property, { numRuns: RUNS })
})
