import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Harness, harness } from '../../../test/harness.ts'

const VOLUMES = '/v2/volumes'
const wanted = { name: 'data', region: 'nyc3', size_gigabytes: 10, filesystem_type: 'xfs' }

const createVolume = async (t: Harness, body: object = wanted): Promise<string> =>
  (await t.call(`POST ${VOLUMES}`, body)).body.volume.id
const createSnapshot = (t: Harness, volume: string, body: object, call = {}) =>
  t.call(`POST ${VOLUMES}/${volume}/snapshots`, body, call)

test('a snapshot is made, read, listed and deleted', async () => {
  await using t = await harness()
  const volume = await createVolume(t)
  const { status, body } = await createSnapshot(t, volume, { name: 'monday', tags: ['Kept'] })
  assert.equal(status, 201)
  const { id, ...snapshot } = body.snapshot
  assert.deepEqual(snapshot, {
    name: 'monday',
    created_at: '2026-01-01T00:00:00.000Z',
    regions: ['nyc3'],
    min_disk_size: 10,
    size_gigabytes: 0,
    resource_id: volume,
    resource_type: 'volume',
    tags: ['Kept'],
  })
  assert.deepEqual((await t.call(`GET ${VOLUMES}/snapshots/${id}`)).body, body)
  const list = (await t.call(`GET ${VOLUMES}/${volume}/snapshots`)).body
  assert.deepEqual([list.snapshots, list.meta.total], [[body.snapshot], 1])
  assert.equal((await t.call(`DELETE ${VOLUMES}/snapshots/${id}`)).status, 204)
  assert.equal((await t.call(`DELETE ${VOLUMES}/snapshots/${id}`)).status, 404)
  assert.equal((await t.call(`GET ${VOLUMES}/snapshots/${id}`)).status, 404)
})

test('a list is of one volume, and has pages', async () => {
  await using t = await harness()
  const [one, other] = [await createVolume(t), await createVolume(t, { ...wanted, name: 'other' })]
  for (const name of ['a', 'b', 'c']) await createSnapshot(t, one, { name })
  await createSnapshot(t, other, { name: 'd' })
  const { snapshots, meta, links } = (await t.call(`GET ${VOLUMES}/${one}/snapshots?per_page=2&page=2`)).body
  assert.deepEqual(
    snapshots.map((it: { name: string }) => it.name),
    ['c'],
  )
  assert.equal(meta.total, 3)
  assert.deepEqual(Object.keys(links.pages), ['first', 'prev'])
  assert.equal((await t.call(`GET ${VOLUMES}/${crypto.randomUUID()}/snapshots`)).status, 404)
})

test('what cannot be is refused', async () => {
  await using t = await harness()
  const volume = await createVolume(t)
  const told = async (body: object, call = {}) => {
    const answer = await createSnapshot(t, volume, body, call)
    return [answer.status, answer.body.message]
  }
  assert.deepEqual(await told({}), [400, 'name is required.'])
  assert.deepEqual(await told({ name: '' }), [400, 'name must have at least 1 characters, got 0.'])
  assert.equal((await told({ name: 'a\u0000' }))[0], 400)
  const { token } = await t.tokenFor(t.account, ['block_storage_snapshot:create'])
  assert.equal((await told({ name: 'a', tags: ['x'] }, { token }))[0], 403)
  const both = await Promise.all([1, 2].map(() => createSnapshot(t, volume, { name: 'twice' })))
  assert.deepEqual(both.map(({ status }) => status).sort(), [201, 409])
  assert.equal((await createSnapshot(t, crypto.randomUUID(), { name: 'a' })).status, 404)
  const stranger = (await t.tokenFor(await t.accountNamed('strangers'))).token
  assert.equal((await told({ name: 'a' }, { token: stranger }))[0], 404)
})

test('a snapshot outlives its volume, and a new volume is made of it', async () => {
  await using t = await harness()
  const volume = await createVolume(t)
  const { id } = (await createSnapshot(t, volume, { name: 'monday' })).body.snapshot
  await t.call(`DELETE ${VOLUMES}/${volume}`)
  const kept = (await t.call(`GET ${VOLUMES}/snapshots/${id}`)).body.snapshot
  assert.equal(kept.resource_id, volume)
  const restore = async (change: object) => {
    const { status, body } = await t.call(`POST ${VOLUMES}`, { name: 'again', snapshot_id: id, ...change })
    return status === 201
      ? [status, body.volume.size_gigabytes, body.volume.filesystem_type, body.volume.region.slug]
      : [status, body.message]
  }
  assert.deepEqual(await restore({ region: 'sfo3' }), [
    400,
    'region must be that of the snapshot, nyc3, got "sfo3".',
  ])
  assert.deepEqual(await restore({ size_gigabytes: 9 }), [
    400,
    `size_gigabytes must be at least the snapshot's 10, got "9".`,
  ])
  const nowhere = crypto.randomUUID()
  assert.deepEqual(await restore({ snapshot_id: nowhere }), [
    404,
    `snapshot_id: there is no volume snapshot "${nowhere}".`,
  ])
  assert.deepEqual(await restore({ region: '', size_gigabytes: 0 }), [201, 10, 'xfs', 'nyc3'])
  const bigger = { name: 'bigger', region: 'nyc3', size_gigabytes: 20, filesystem_type: 'ext4' }
  assert.deepEqual(await restore(bigger), [201, 20, 'ext4', 'nyc3'])
})
