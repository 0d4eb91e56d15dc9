// Random sequences of what clients do, and after each step everything must fit together.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Body, checkCloud, isActive } from './cloud/invariants.ts'
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
  (request, body, headers) =>
    t.call(request as Request, body, headers ? { headers } : {})

const asking =
  (t: Harness) =>
  async (path: string): Promise<Body> => {
    const { status, body } = await t.call(`GET ${path}` as Request)
    assert.equal(status, 200, `GET ${path}`)
    return body
  }

async function checkEnded(t: Harness): Promise<void> {
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
  for (const { name } of (await asking(t)('/v2/registries')).registries) {
    const { garbage_collections } = await asking(t)(`/v2/registries/${name}/garbage-collections?per_page=200`)
    assert.deepEqual(garbage_collections.filter(isActive), [], 'garbage collections that never ended')
  }
  for (const { ip, locked } of (await asking(t)('/v2/reserved_ips?per_page=200')).reserved_ips)
    assert.equal(locked, false, `the reserved IP ${ip} is locked with nothing being done to it`)
}

// So that what is done at the same time is done to the same.
const FEW = { droplet_limit: 4, volume_limit: 2, floating_ip_limit: 2 }
const LIMITS = { droplet_limit: 12, volume_limit: 6, floating_ip_limit: 4 }

test('whatever is done, no reference dangles, no address is doubled, and every list agrees with every get', async () => {
  const property = fc.asyncProperty(fc.array(anyStep, { minLength: 10, maxLength: 40 }), async (steps) => {
    await using t = await harness({ limits: LIMITS })
    for (const step of steps) {
      if ('wait' in step) {
        t.clock.at = new Date(t.clock.at.getTime() + step.wait * 1000)
        await t.engine.runDue()
      } else await takeStep(sending(t), step)
      await checkCloud(asking(t))
    }
    await checkEnded(t)
  })
  await fc.assert(property, { numRuns: RUNS })
})

test('what is done at the same time fits together as well, and nobody is answered with a failure', async () => {
  const batch = fc.array(anyStep, { minLength: 4, maxLength: 8 })
  const property = fc.asyncProperty(fc.array(batch, { minLength: 3, maxLength: 10 }), async (batches) => {
    await using t = await harness({ limits: FEW })
    for (const steps of batches) {
      await Promise.all(
        steps.map(async (step) => {
          if (!('wait' in step)) return takeStep(sending(t), step)
          t.clock.at = new Date(t.clock.at.getTime() + step.wait * 1000)
          return t.engine.runDue()
        }),
      )
      await checkCloud(asking(t))
    }
    await checkEnded(t)
    assert.deepEqual(
      t.log.filter((line) => line.includes('a step of an action failed') && !line.includes('ActionFailed')),
      [],
    )
  })
  await fc.assert(property, { numRuns: RUNS })
})
