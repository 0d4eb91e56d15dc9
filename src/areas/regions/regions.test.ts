import assert from 'node:assert/strict'
import { test } from 'node:test'
import { harness } from '../../../test/harness.ts'

test('regions are listed with what each has', async () => {
  await using t = await harness()
  const { body } = await t.call('GET /v2/regions')
  assert.equal(body.meta.total, body.regions.length)
  assert.deepEqual(body.links, {})
  const region = (slug: string) => body.regions.find((it: { slug: string }) => it.slug === slug)
  const { sizes, features, ...nyc3 } = region('nyc3')
  assert.deepEqual(nyc3, { name: 'New York 3', slug: 'nyc3', available: true })
  assert.ok(features.includes('image_transfer'))
  assert.ok(sizes.includes('c-2') && !sizes.includes('gpu-l40sx1-48gb'))
  const { available, sizes: none } = region('sfo1')
  assert.deepEqual([available, none], [false, []])
})

test('pages of regions make up the whole list', async () => {
  await using t = await harness()
  const whole = (await t.call('GET /v2/regions')).body.regions
  const paged = []
  for (let page = 1; page <= Math.ceil(whole.length / 5); page++)
    paged.push(...(await t.call(`GET /v2/regions?per_page=5&page=${page}`)).body.regions)
  assert.deepEqual(paged, whole)
  const { body } = await t.call('GET /v2/regions?per_page=5&page=2')
  assert.deepEqual(Object.keys(body.links.pages), ['first', 'prev', 'next', 'last'])
  assert.match(body.links.pages.next, /\/v2\/regions\?per_page=5&page=3$/)
  const beyond = await t.call('GET /v2/regions?page=9')
  assert.deepEqual([beyond.body.regions, beyond.body.meta.total], [[], whole.length])
})

test('the sizes of a region are shown only to a token that may read sizes', async () => {
  await using t = await harness()
  const sizesFor = async (...scopes: string[]) => {
    const { token } = await t.tokenFor(t.account, scopes)
    const { body } = await t.call('GET /v2/regions', undefined, { token })
    return body.regions.flatMap(({ sizes }: { sizes: string[] }) => sizes).length
  }
  assert.equal(await sizesFor('regions:read'), 0)
  assert.ok((await sizesFor('regions:read', 'sizes:read')) > 100)
})
