import assert from 'node:assert/strict'
import { test } from 'node:test'
import { harness } from '../../../test/harness.ts'

test('sizes are listed by price, a page at a time', async () => {
  await using t = await harness()
  const { body } = await t.call('GET /v2/sizes?per_page=200')
  assert.equal(body.sizes.length, body.meta.total)
  const prices = body.sizes.map((size: { price_monthly: number }) => size.price_monthly)
  assert.deepEqual(
    prices,
    prices.toSorted((a: number, b: number) => a - b),
  )
  const first = await t.call('GET /v2/sizes')
  assert.deepEqual(first.body.sizes, body.sizes.slice(0, 20))
  assert.deepEqual(Object.keys(first.body.links.pages), ['next', 'last'])
})

test('a size tells all there is to know of it', async () => {
  await using t = await harness()
  const { body } = await t.call('GET /v2/sizes?per_page=200')
  const size = (slug: string) => body.sizes.find((it: { slug: string }) => it.slug === slug)
  assert.deepEqual(size('s-1vcpu-512mb-10gb'), {
    slug: 's-1vcpu-512mb-10gb',
    memory: 512,
    vcpus: 1,
    disk: 10,
    transfer: 0.5,
    price_monthly: 4,
    price_hourly: 0.00595,
    regions: ['ams3', 'fra1', 'nyc1', 'sfo3', 'sgp1', 'syd1'],
    available: true,
    description: 'Basic',
    disk_info: [{ type: 'local', size: { amount: 10, unit: 'gib' } }],
  })
  const { disk_info, gpu_info } = size('gpu-h100x8-640gb')
  assert.deepEqual(gpu_info, { count: 8, model: 'nvidia_h100', vram: { amount: 640, unit: 'gib' } })
  assert.deepEqual(
    disk_info.map(({ type }: { type: string }) => type),
    ['boot', 'scratch'],
  )
})

test('sizes need the scope of regions, too', async () => {
  await using t = await harness()
  const { token } = await t.tokenFor(t.account, ['sizes:read'])
  const { status, body } = await t.call('GET /v2/sizes', undefined, { token })
  assert.equal(status, 403)
  assert.match(body.message, /regions:read/)
})
