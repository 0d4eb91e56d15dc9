import assert from 'node:assert/strict'
import { test } from 'node:test'
import { insertDroplet, insertImage } from '../../../test/cloud/documents.ts'
import { type Harness, harness } from '../../../test/harness.ts'
import type { ActionKind } from '../../engine/action.ts'
import { startAction } from '../../engine/action.ts'

const SNAPSHOTS = '/v2/snapshots'

/** Snapshots of a Droplet and of a volume, with these names. */
async function snapshotsOf(t: Harness, { droplet, volume }: { droplet: string[]; volume: string[] }) {
  const of = await insertDroplet(t)
  const images = []
  for (const name of droplet) images.push(await insertImage(t, { droplet: of, name }))
  await insertImage(t, { droplet: of, name: 'a backup', type: 'backup' })
  const wanted = { name: 'data', region: 'nyc3', size_gigabytes: 10 }
  const { id } = (await t.call('POST /v2/volumes', wanted)).body.volume
  const copies: string[] = []
  for (const name of volume)
    copies.push((await t.call(`POST /v2/volumes/${id}/snapshots`, { name })).body.snapshot.id)
  return { of, images, copies, volume: id }
}

const named = (snapshots: Array<{ name: string }>) => snapshots.map(({ name }) => name)

test('snapshots of Droplets and of volumes are read alike', async () => {
  await using t = await harness()
  const { of, images, copies, volume } = await snapshotsOf(t, { droplet: ['d'], volume: ['v'] })
  const created_at = '2026-01-01T00:00:00.000Z'
  const common = { created_at, regions: ['nyc3'], tags: [] }
  const droplets = { id: images[0], name: 'd', resource_id: of, resource_type: 'droplet' }
  const volumes = { id: copies[0], name: 'v', resource_id: volume, resource_type: 'volume' }
  const d = { ...common, ...droplets, min_disk_size: 25, size_gigabytes: 2.5 }
  const v = { ...common, ...volumes, min_disk_size: 10, size_gigabytes: 0 }
  assert.deepEqual((await t.call(`GET ${SNAPSHOTS}/${images[0]}`)).body, { snapshot: d })
  assert.deepEqual((await t.call(`GET ${SNAPSHOTS}/${copies[0]}`)).body, { snapshot: v })
  assert.deepEqual((await t.call(`GET ${SNAPSHOTS}`)).body.snapshots, [d, v])
})

test('a list is of both kinds or of one, and its pages make up the whole', async () => {
  await using t = await harness()
  await snapshotsOf(t, { droplet: ['d1', 'd2', 'd3'], volume: ['v1', 'v2', 'v3', 'v4'] })
  const all = ['d1', 'd2', 'd3', 'v1', 'v2', 'v3', 'v4']
  const list = async (query: string) => (await t.call(`GET ${SNAPSHOTS}?${query}`)).body
  for (const per_page of [1, 2, 3, 5, 7, 20]) {
    const found = []
    for (let page = 1; page <= Math.ceil(all.length / per_page); page++) {
      const { snapshots, meta } = await list(`per_page=${per_page}&page=${page}`)
      found.push(...named(snapshots))
      assert.equal(meta.total, all.length)
    }
    assert.deepEqual(found, all, `${per_page} on a page`)
  }
  const { snapshots, meta } = await list('resource_type=droplet&per_page=2&page=2')
  assert.deepEqual([named(snapshots), meta.total], [['d3'], 3])
  const ofVolumes = await list('resource_type=volume')
  assert.deepEqual([named(ofVolumes.snapshots), ofVolumes.meta.total], [['v1', 'v2', 'v3', 'v4'], 4])
  assert.deepEqual((await list('page=9')).snapshots, [])
  assert.equal((await t.call(`GET ${SNAPSHOTS}?resource_type=image`)).status, 400)
})

test('snapshots of both kinds are deleted; a backup is none', async () => {
  await using t = await harness()
  const { of, images, copies } = await snapshotsOf(t, { droplet: ['d'], volume: ['v'] })
  const backup = await insertImage(t, { droplet: of, type: 'backup' })
  for (const method of ['GET', 'DELETE'] as const)
    assert.equal((await t.call(`${method} ${SNAPSHOTS}/${backup}`)).status, 404)
  const { token } = await t.tokenFor(await t.accountNamed('strangers'))
  for (const id of [...images, ...copies]) {
    const path = `${SNAPSHOTS}/${id}`
    assert.equal((await t.call(`DELETE ${path}` as 'DELETE /', undefined, { token })).status, 404)
    assert.equal((await t.call(`DELETE ${path}` as 'DELETE /')).status, 204)
    for (const method of ['GET', 'DELETE'] as const)
      assert.equal((await t.call(`${method} ${path}` as 'GET /')).status, 404)
  }
  const { status, body } = await t.call(`GET ${SNAPSHOTS}/latest`)
  assert.equal(status, 400)
  assert.match(body.message, /^snapshot_id must be the number of a Droplet's snapshot or the UUID/)
})

test('a snapshot to which something is being done is not deleted', async () => {
  await using t = await harness()
  const { images } = await snapshotsOf(t, { droplet: ['d'], volume: [] })
  const [resource_id = ''] = images
  const kind: ActionKind = { resource_type: 'image', type: 'convert', steps: [] }
  const { account } = t
  await t.installation.main.database.transact((tx) =>
    startAction(t.deps, tx, kind, { account, resource_id, input: {} }),
  )
  const { status, body } = await t.call(`DELETE ${SNAPSHOTS}/${resource_id}`)
  assert.deepEqual([status, body.message], [422, 'Image already has a pending event.'])
})
