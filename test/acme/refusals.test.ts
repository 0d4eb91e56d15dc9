// What an authority says no with is told in its own words: in the certificate, in the log and in the trail.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Plan, problem, rewrites } from './faults.ts'
import { type Pebble, startPebble } from './pebble.ts'
import { type Certificate, freeAddress, IMPATIENT, Product, verified } from './product.ts'
import { type Kind, type Meddler, startRelay } from './relay.ts'
import { behindRelay, requestAll, type World } from './relayed.ts'

const always = (kind: Kind, fault: Meddler): Plan => ({ kind, fault, times: Number.POSITIVE_INFINITY })
const swap = (pem: string) =>
  (pem.match(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----\n/g) ?? []).toReversed().join('')

const CAA = 'CAA record for example.com prevents issuance'
const WEEK = { 'retry-after': '604800' }

const REFUSALS: Array<{ title: string; plan: Plan; told: RegExp }> = [
  {
    title: 'an order that policy forbids',
    plan: always('order', problem(403, 'rejectedIdentifier', 'policy forbids it')),
    told: /^rejectedIdentifier: policy forbids it$/,
  },
  {
    title: 'a limit that is over in a week',
    plan: always('order', problem(429, 'rateLimited', 'too many certificates (50) already', WEEK)),
    told: /^rateLimited: too many certificates \(50\) already$/,
  },
  {
    title: 'a proof that the authority finds to be another',
    plan: always(
      'authorization',
      rewrites((body) => body.replace(/("token": *")./g, '$1_')),
    ),
    told: /^case2\.example\.com: unauthorized: Correct value not found/,
  },
  {
    title: 'a signature that CAA forbids',
    plan: always('finalize', problem(403, 'caa', CAA)),
    told: /^caa: CAA record for example\.com prevents issuance$/,
  },
  {
    title: 'an account that was closed',
    plan: always('challenge', problem(403, 'unauthorized', 'the account is deactivated')),
    told: /^unauthorized: the account is deactivated$/,
  },
]

async function assertTold({ product }: World, certificate: Certificate | undefined, told: RegExp) {
  assert.ok(certificate)
  const { state, message = '', id } = certificate
  assert.equal(state, 'error')
  assert.match(message, told)
  const logged = product.log.find(
    (line) => line.includes('a certificate was not issued') && line.includes(id),
  )
  assert.equal(JSON.parse(logged ?? '{}').reason, message)
  const failed = (await product.steps()).filter(({ status }) => status === 500)
  const of_it = failed.find(({ resource }) => resource === `do:certificate:${id}`)
  assert.equal(of_it?.detail, message)
}

test('what an authority refuses for good is told in its own words', (t) =>
  behindRelay(t, async (world) => {
    const refused = await requestAll(world, REFUSALS)
    await world.product.stop()
    for (const [at, { told }] of REFUSALS.entries()) await assertTold(world, refused[at], told)
  }))

test('a chain that is for another key is not taken, nor one that is for other names', (t) =>
  behindRelay(t, async (world) => {
    const { product, pebble } = world
    const first = await product.issued(await product.request('first', 'case0.example.com'))
    const { chain } = await product.assertGood(first, pebble)
    const other = rewrites(() => chain)
    const [same_names, other_names] = await requestAll(world, [
      { plan: always('certificate', other) },
      { plan: always('certificate', other) },
    ])
    await product.stop()
    await assertTold(world, same_names, /^the authority's certificate is of no use: .*key/)
    await assertTold(world, other_names, /^the authority's certificate is of no use: /)
  }))

test('an authority that is down, or refuses, is followed by the next one', async (t) => {
  const dns = await freeAddress()
  await using down = await startPebble(t, { config: IMPATIENT, dns })
  if (!down) return
  await using up = (await startPebble(t, { config: IMPATIENT, dns })) as Pebble
  await using relay = await startRelay(down)
  await using product = new Product(dns)
  product.signedBy([relay, up])
  await product.start()
  const plans = [
    always('order', problem(503, 'serverInternal', 'down for maintenance')),
    always('finalize', problem(403, 'caa', CAA)),
    always('certificate', rewrites(swap)),
  ]
  const settled = await requestAll(
    { product, relay },
    plans.map((plan) => ({ plan })),
  )
  for (const certificate of settled) await product.assertGood(verified(certificate), up)
  relay.meddlerFor =
    () =>
    ({ response }) =>
      void response.destroy()
  await product.assertGood(await product.issued(await product.request('down', 'down.example.com')), up)
})
