import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeDroplet, readDroplet } from '../../../test/cloud/made_droplet.ts'
import { type Harness, harness } from '../../../test/harness.ts'
import { findPublicImage } from '../../cloud/catalogue/catalogue.ts'
import { droplets, shownDroplets } from '../../cloud/droplets.ts'
import { images } from '../../cloud/images.ts'

const act = (t: Harness, id: string, body: object) => t.call(`POST /v2/droplets/${id}/actions`, body)

async function done(t: Harness, id: string, body: object): Promise<string> {
  const { status, body: answer } = await act(t, id, body)
  assert.equal(status, 201, JSON.stringify(answer))
  await t.finishActions()
  return (await t.call(`GET /v2/droplets/${id}/actions/${answer.action.id}`)).body.action.status
}

async function refused(t: Harness, id: string, body: object, message: RegExp) {
  const { status, body: answer } = await act(t, id, body)
  assert.equal(status, 422, JSON.stringify(answer))
  assert.match(answer.message, message)
}

/** The newest image of the account. */
async function snapshotOf(t: Harness, id: string, name: string) {
  assert.equal(await done(t, id, { type: 'snapshot', name }), 'completed')
  const { body } = await t.call('GET /v2/images?private=true&per_page=200')
  return body.images.at(-1)
}

async function shown(t: Harness, id: string) {
  const droplet = await readDroplet(t, id)
  assert.ok(droplet)
  const [answer] = await shownDroplets(t.deps.main.database.read, t.account, [droplet])
  assert.ok(answer)
  return answer
}

test('a snapshot is an image of the Droplet’s region that fits on its disk, and refers to it', async () => {
  await using t = await harness()
  const id = await makeDroplet(t)
  await act(t, id, { type: 'snapshot', name: 'before the storm' })
  assert.equal((await t.call('GET /v2/images?private=true')).body.meta.total, 0)
  await t.finishActions()
  const { body } = await t.call('GET /v2/images?private=true')
  const [{ id: image_id, created_at, ...image }] = body.images
  assert.deepEqual(image, {
    name: 'before the storm',
    type: 'snapshot',
    distribution: 'Ubuntu',
    slug: null,
    public: false,
    regions: ['nyc3'],
    min_disk_size: 25,
    size_gigabytes: findPublicImage('ubuntu-24-04-x64')?.size_gigabytes,
    description: '',
    tags: [],
    status: 'available',
    error_message: '',
  })
  // The Terraform provider finds the snapshot that its action has made by this time.
  const { started_at } = (await t.call('GET /v2/actions')).body.actions[0]
  assert.equal(created_at, started_at)
  assert.deepEqual((await shown(t, id)).snapshot_ids, [image_id])
  const asked_at = t.clock.at
  assert.equal((await snapshotOf(t, id, '')).name, `web-1-${asked_at.getTime()}`)
})

test('a Droplet is rebuilt of a public image or of one of the account, and is on afterwards', async () => {
  await using t = await harness()
  const id = await makeDroplet(t, { status: 'off' })
  await done(t, id, { type: 'rebuild', image: 'debian-12-x64' })
  const debian = await shown(t, id)
  assert.deepEqual([debian.image.slug, debian.status, debian.locked], ['debian-12-x64', 'active', false])
  const { id: image } = await snapshotOf(t, id, 'mine')
  await done(t, id, { type: 'rebuild', image: 'ubuntu-24-04-x64' })
  await done(t, id, { type: 'rebuild', image })
  assert.equal((await shown(t, id)).image.name, 'mine')
  await t.call(`DELETE /v2/images/${image}`)
  assert.equal((await shown(t, id)).image.name, 'mine')
  await refused(t, id, { type: 'rebuild' }, /^image is required to rebuild/)
  await refused(t, id, { type: 'rebuild', image }, /^image: there is no image "\d+"/)
  await refused(t, id, { type: 'rebuild', image: 'beos' }, /^image: there is no image "beos"/)
})

test('a Droplet is restored from what was made of it, and from nothing else', async () => {
  await using t = await harness()
  const [id, other] = [await makeDroplet(t), await makeDroplet(t, { name: 'web-2' })]
  const [own, foreign] = [await snapshotOf(t, id, 'own'), await snapshotOf(t, other, 'foreign')]
  assert.equal(await done(t, id, { type: 'restore', image: own.id }), 'completed')
  assert.equal((await shown(t, id)).image.id, own.id)
  for (const image of [foreign.id, 'debian-12-x64'])
    await refused(t, id, { type: 'restore', image }, /is neither a backup nor a snapshot of the Droplet 1/)
  await refused(t, id, { type: 'restore' }, /^image is required to restore/)
})

test('an image that does not fit, is elsewhere or is not ready makes no Droplet', async () => {
  await using t = await harness()
  const [small, large] = [await makeDroplet(t, { disk: 10 }), await makeDroplet(t, { disk: 60 })]
  const big = await snapshotOf(t, large, 'big')
  await refused(
    t,
    small,
    { type: 'rebuild', image: big.id },
    /needs a disk of 60 GiB, and the Droplet has 10/,
  )
  const custom = { name: 'own', url: 'https://example.com/a.img', region: 'fra1' }
  const { image } = (await t.call('POST /v2/images', custom)).body
  await refused(t, large, { type: 'rebuild', image: image.id }, /is NEW, not available/)
  await t.finishActions()
  await refused(t, large, { type: 'rebuild', image: image.id }, /is not in nyc3; transfer it there first/)
})

test('an action whose image goes meanwhile ends as errored, and the Droplet is free again', async () => {
  await using t = await harness()
  const id = await makeDroplet(t)
  const image = await snapshotOf(t, id, 'gone')
  const { body } = await act(t, id, { type: 'restore', image: image.id })
  assert.equal((await t.call(`DELETE /v2/images/${image.id}`)).status, 204)
  await t.finishActions()
  const read = await t.call(`GET /v2/droplets/${id}/actions/${body.action.id}`)
  assert.equal(read.body.action.status, 'errored')
  const state = await shown(t, id)
  assert.deepEqual([state.locked, state.image.slug], [false, 'ubuntu-24-04-x64'])
  assert.equal(await done(t, id, { type: 'reboot' }), 'completed')
})

test('a snapshot stays when its Droplet goes, and refers to nothing then', async () => {
  await using t = await harness()
  const id = await makeDroplet(t)
  const { id: image } = await snapshotOf(t, id, 'left')
  await t.installation.main.database.transact((tx) => droplets.remove(tx, t.account, id))
  assert.equal((await t.call(`GET /v2/images/${image}`)).body.image.name, 'left')
  const left = await images.find(t.deps.main.database.read, t.account, String(image))
  assert.equal(left?.body.source_droplet, id)
})
