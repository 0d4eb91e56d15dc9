import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findPublicImage, findRegion, findSize, images, regions, sizes } from './catalogue.ts'

const doubles = (names: Array<string | number>) => names.filter((name, at) => names.indexOf(name) !== at)

test('no region, size or image is listed twice', () => {
  for (const list of [regions, sizes, images]) {
    assert.ok(list.length > 10)
    assert.deepEqual(doubles(list.map(({ slug }) => slug)), [])
  }
  assert.deepEqual(doubles(images.map(({ id }) => id)), [])
})

test('regions and sizes name each other, and a region that is available has some', () => {
  for (const size of sizes) {
    assert.ok(size.regions.length > 0, size.slug)
    for (const slug of size.regions)
      assert.ok(findRegion(slug)?.sizes.includes(size.slug), `${size.slug} ${slug}`)
  }
  for (const region of regions) {
    assert.equal(region.sizes.length > 0, region.available, region.slug)
    for (const slug of region.sizes) assert.ok(findSize(slug)?.regions.includes(region.slug), slug)
    assert.ok(region.features.length > 0)
  }
})

// A month is billed as at most 28 days; one with GPUs as 31.
test('a price by the hour is that by the month, divided by its hours', () => {
  for (const { slug, price_monthly, price_hourly, gpu_info } of sizes) {
    const hours = gpu_info ? 744 : 672
    assert.ok(Math.abs(price_monthly / hours - price_hourly) < 0.00001, slug)
  }
  const prices = (slug: string) => [findSize(slug)?.price_monthly, findSize(slug)?.price_hourly]
  assert.deepEqual(prices('s-1vcpu-1gb'), [6, 0.00893])
  assert.deepEqual(prices('gpu-4000adax1-20gb'), [565.44, 0.76])
})

test('a slug tells the processors and the memory of its size', () => {
  for (const { slug, vcpus, memory, gpu_info } of sizes) {
    const [, number, amount, unit] = /^[a-z][a-z0-9_]*-(\d+)(?:vcpu-(\d+)([gm]b))?/.exec(slug) ?? []
    if (gpu_info) assert.ok(slug.startsWith('gpu-') && slug.endsWith(`-${gpu_info.vram.amount}gb`), slug)
    else assert.equal(vcpus, Number(number), slug)
    if (amount) assert.equal(memory, Number(amount) * (unit === 'gb' ? 1024 : 1), slug)
    assert.equal(memory % 8, 0, slug)
  }
})

test('a size tells its disks: one, or with GPUs the boot disk and what is not kept', () => {
  const disks = (slug: string) =>
    findSize(slug)?.disk_info.map(({ type, size }) => [type, size.amount, size.unit])
  assert.deepEqual(disks('s-1vcpu-512mb-10gb'), [['local', 10, 'gib']])
  assert.deepEqual(disks('gpu-l40sx1-48gb'), [['boot', 500, 'gib']])
  assert.deepEqual(disks('gpu-h100x1-80gb'), [
    ['boot', 720, 'gib'],
    ['scratch', 5120, 'gib'],
  ])
  for (const { slug, disk, disk_info } of sizes) assert.equal(disk_info[0]?.size.amount, disk, slug)
})

test('images are found by slug and by id, and fit on some size wherever Droplets can be made', () => {
  const ubuntu = findPublicImage('ubuntu-24-04-x64')
  assert.ok(ubuntu)
  assert.equal(findPublicImage(ubuntu.id), ubuntu)
  assert.equal(findPublicImage(String(ubuntu.id)), ubuntu)
  for (const missing of ['ubuntu', '', 0, -1, 'constructor'])
    assert.equal(findPublicImage(missing), undefined)
  for (const { slug, type, created_at, min_disk_size, regions: places } of images) {
    assert.ok(type === 'base' || type === 'snapshot', slug)
    assert.equal(new Date(created_at).toISOString(), created_at.replace('Z', '.000Z'), slug)
    assert.ok(min_disk_size <= 25, slug)
    assert.deepEqual(
      places,
      regions.filter(({ available }) => available).map((region) => region.slug),
    )
  }
})

test('what is not there is not found', () => {
  assert.equal(findRegion('nyc9'), undefined)
  assert.equal(findSize('s-1vcpu'), undefined)
})

test('nobody can change the catalogue', () => {
  const [region, size, image] = [regions[0], sizes[0], images[0]]
  assert.ok(region && size && image)
  assert.throws(() => region.sizes.push('s-1vcpu-1gb'), TypeError)
  assert.throws(() => Object.assign(size, { disk: 1 }), TypeError)
  assert.throws(() => size.disk_info.pop(), TypeError)
  assert.throws(() => image.tags.push('mine'), TypeError)
})
