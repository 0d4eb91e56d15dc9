import assert from 'node:assert/strict'
import { test } from 'node:test'
import { insertDroplet } from '../../../test/cloud/documents.ts'
import { type Harness, harness } from '../../../test/harness.ts'
import { droplets } from '../../cloud/droplets.ts'
import { MAX_ATTACHED } from '../../cloud/volumes.ts'
import { findPending } from '../../engine/action.ts'
import { link } from '../../store/documents/links.ts'

const VOLUMES = '/v2/volumes'

async function createVolume(t: Harness, name = 'data', region = 'nyc3'): Promise<string> {
  const wanted = { name, region, size_gigabytes: 10, tags: ['old'] }
  return (await t.call(`POST ${VOLUMES}`, wanted)).body.volume.id
}

const act = (t: Harness, id: string, body: object, call = {}) =>
  t.call(`POST ${VOLUMES}/${id}/actions`, body, call)
const volumeOf = async (t: Harness, id: string) => (await t.call(`GET ${VOLUMES}/${id}`)).body.volume
const attach = (t: Harness, id: string, droplet: string) =>
  act(t, id, { type: 'attach', droplet_id: Number(droplet) })
const detach = (t: Harness, id: string, droplet: string) =>
  act(t, id, { type: 'detach', droplet_id: Number(droplet) })
const told = ({ status, body }: { status: number; body: { message: string } }) => [status, body.message]

test('a volume is attached when the action ends, not before, and detached likewise', async () => {
  await using t = await harness()
  const [id, droplet] = [await createVolume(t), await insertDroplet(t)]
  const { status, body } = await attach(t, id, droplet)
  assert.equal(status, 202)
  const { id: action_id, region, ...action } = body.action
  assert.deepEqual(action, {
    status: 'in-progress',
    type: 'attach_volume',
    started_at: '2026-01-01T00:00:00.000Z',
    completed_at: null,
    resource_id: null,
    resource_type: 'volume',
    region_slug: 'nyc3',
  })
  assert.equal(region.slug, 'nyc3')
  assert.deepEqual((await volumeOf(t, id)).droplet_ids, [])
  await t.finishActions()
  assert.deepEqual((await volumeOf(t, id)).droplet_ids, [Number(droplet)])
  const ended = (await t.call(`GET ${VOLUMES}/${id}/actions/${action_id}`)).body.action
  assert.equal(ended.status, 'completed')

  assert.equal((await detach(t, id, droplet)).status, 202)
  assert.deepEqual((await volumeOf(t, id)).droplet_ids, [Number(droplet)])
  await t.finishActions()
  assert.deepEqual((await volumeOf(t, id)).droplet_ids, [])
  const { actions, meta } = (await t.call(`GET ${VOLUMES}/${id}/actions`)).body
  const types = actions.map((it: { type: string }) => it.type)
  assert.deepEqual([types, meta.total], [['detach_volume', 'attach_volume'], 2])
})

test('actions by name say the region as well, and put tags on the volume', async () => {
  await using t = await harness()
  const [id, droplet] = [await createVolume(t), await insertDroplet(t)]
  await createVolume(t, 'data', 'sfo3')
  const order = { type: 'attach', volume_name: 'data', droplet_id: Number(droplet) }
  const named = (body: object, call = {}) => t.call(`POST ${VOLUMES}/actions`, body, call)
  assert.deepEqual(told(await named(order)), [400, 'region is required.'])
  assert.equal((await named({ ...order, region: 'nyc3', volume_name: 'none' })).status, 404)
  assert.equal((await named({ ...order, region: 'lon1' })).status, 404)
  const { token } = await t.tokenFor(t.account, ['block_storage_action:create'])
  const tagged = { ...order, region: 'nyc3', tags: ['new'] }
  assert.equal((await named(tagged, { token })).status, 403)
  assert.equal((await named(tagged)).status, 202)
  await t.finishActions()
  const { droplet_ids, tags } = await volumeOf(t, id)
  assert.deepEqual([droplet_ids, tags], [[Number(droplet)], ['new', 'old']])
})

test('a volume is only resized upwards, and has its new size when the action ends', async () => {
  await using t = await harness()
  const id = await createVolume(t)
  const resize = (size_gigabytes?: number) => act(t, id, { type: 'resize', size_gigabytes, region: 'nyc3' })
  assert.deepEqual(told(await resize()), [400, 'size_gigabytes is required to resize a volume.'])
  assert.equal((await resize(16_385)).status, 400)
  for (const size of [9, 10])
    assert.deepEqual(told(await resize(size)), [
      422,
      `size_gigabytes must be more than the volume's 10, got "${size}".`,
    ])
  const { action } = (await resize(16_384)).body
  assert.equal(action.type, 'resize_volume')
  assert.equal((await volumeOf(t, id)).size_gigabytes, 10)
  assert.deepEqual(told(await resize(20)), [422, 'Volume already has a pending event.'])
  await t.finishActions()
  assert.equal((await volumeOf(t, id)).size_gigabytes, 16_384)
})

test('what makes no sense is refused', async () => {
  await using t = await harness()
  const [id, droplet] = [await createVolume(t), await insertDroplet(t)]
  const away = await insertDroplet(t, { region: 'sfo3' })
  const droplet_id = Number(droplet)
  const refused: Array<[object, number, string | RegExp]> = [
    [{ type: 'attach' }, 400, 'droplet_id is required to attach a volume.'],
    [{ type: 'detach' }, 400, 'droplet_id is required to detach a volume.'],
    [{ type: 'format' }, 400, /^type must be one of attach, detach, resize/],
    [{ type: 'attach', droplet_id: droplet }, 400, /^droplet_id must be an integer/],
    [{ type: 'attach', droplet_id: 999 }, 404, 'droplet_id: there is no Droplet 999.'],
    [{ type: 'attach', droplet_id, region: 'sfo3' }, 422, /^region must be that of the volume, nyc3/],
    [{ type: 'attach', droplet_id: Number(away) }, 422, /is in sfo3, the volume in nyc3/],
    [{ type: 'detach', droplet_id }, 422, 'Attachment not found'],
  ]
  for (const [body, status, message] of refused) {
    const answer = await act(t, id, body)
    assert.equal(answer.status, status, JSON.stringify(body))
    if (typeof message === 'string') assert.equal(answer.body.message, message)
    else assert.match(answer.body.message, message)
  }
  assert.equal((await act(t, crypto.randomUUID(), { type: 'attach', droplet_id })).status, 404)
  assert.equal((await t.call(`GET ${VOLUMES}/${crypto.randomUUID()}/actions`)).status, 404)
  assert.equal((await t.call(`GET ${VOLUMES}/${id}/actions/7`)).status, 404)
  assert.equal((await t.call(`GET ${VOLUMES}/${id}/actions`)).body.meta.total, 0)
})

test('an attached volume is attached to nothing else, and detached from nothing else', async () => {
  await using t = await harness()
  const [id, droplet, other] = [await createVolume(t), await insertDroplet(t), await insertDroplet(t)]
  await attach(t, id, droplet)
  await t.finishActions()
  for (const to of [droplet, other])
    assert.deepEqual(told(await attach(t, id, to)), [422, 'This volume is already attached'])
  assert.deepEqual(told(await detach(t, id, other)), [422, 'Attachment not found'])
})

test('of two volumes that come to a Droplet at once, one has to wait', async () => {
  await using t = await harness()
  const droplet = await insertDroplet(t)
  const [a, b] = [await createVolume(t, 'a'), await createVolume(t, 'b')]
  const answers = await Promise.all([attach(t, a, droplet), attach(t, b, droplet)])
  const refused = answers.find(({ status }) => status !== 202)
  assert.deepEqual(told(refused as never), [422, 'Droplet already has a pending event.'])
  assert.equal(answers.filter(({ status }) => status === 202).length, 1)
  const resource = { resource_type: 'droplet', resource_id: droplet }
  assert.ok(await findPending(t.deps.main.database.read, t.account, resource))
  await t.finishActions()
  assert.equal(await findPending(t.deps.main.database.read, t.account, resource), undefined)
  const late = answers[0]?.status === 202 ? b : a
  assert.equal((await attach(t, late, droplet)).status, 202)
})

test('of two Droplets that want a volume at once, one gets it', async () => {
  await using t = await harness()
  const [id, a, b] = [await createVolume(t), await insertDroplet(t), await insertDroplet(t)]
  const answers = await Promise.all([attach(t, id, a), attach(t, id, b)])
  assert.deepEqual(answers.map(({ status }) => status).sort(), [202, 422])
  await t.finishActions()
  assert.equal((await volumeOf(t, id)).droplet_ids.length, 1)
})

test('a volume to which something is being done is not deleted', async () => {
  await using t = await harness()
  const [id, droplet] = [await createVolume(t), await insertDroplet(t)]
  await attach(t, id, droplet)
  const { status, body } = await t.call(`DELETE ${VOLUMES}/${id}`)
  assert.deepEqual([status, body.message], [422, 'Volume already has a pending event.'])
})

test('whoever sees an action ended can go on with the Droplet at once', async () => {
  await using t = await harness()
  const [id, droplet] = [await createVolume(t), await insertDroplet(t)]
  for (const order of [attach, detach, attach]) {
    assert.equal((await order(t, id, droplet)).status, 202)
    t.clock.at = new Date(t.clock.at.getTime() + 5000)
    await t.engine.runDue()
  }
  assert.deepEqual((await volumeOf(t, id)).droplet_ids, [Number(droplet)])
})

test('an attachment to a Droplet that has gone meanwhile fails, and leaves the volume free', async () => {
  await using t = await harness()
  const [id, droplet, other] = [await createVolume(t), await insertDroplet(t), await insertDroplet(t)]
  const { action } = (await attach(t, id, droplet)).body
  const remove = (gone: string) =>
    t.installation.main.database.transact((tx) => droplets.remove(tx, t.account, gone))
  await remove(droplet)
  await t.finishActions()
  const ended = (await t.call(`GET ${VOLUMES}/${id}/actions/${action.id}`)).body.action
  assert.equal(ended.status, 'errored')
  assert.equal((await attach(t, id, other)).status, 202)
  await t.finishActions()
  const { action: detaching } = (await detach(t, id, other)).body
  await remove(other)
  await t.finishActions()
  const path = `GET ${VOLUMES}/${id}/actions/${detaching.id}` as const
  assert.equal((await t.call(path)).body.action.status, 'completed')
  assert.deepEqual((await volumeOf(t, id)).droplet_ids, [])
})

test('a Droplet has no more volumes than it can have', async () => {
  await using t = await harness()
  const { account } = t
  const droplet = await insertDroplet(t)
  const ids = []
  for (let n = 0; n <= MAX_ATTACHED; n++) ids.push(await createVolume(t, `v${n}`))
  const [last = '', ...attached] = ids
  await t.installation.main.database.transact(async (tx) => {
    const to = { kind: 'droplet', id: droplet }
    for (const id of attached)
      await link(tx, { account, from: { kind: 'volume', id }, to }, t.clock.at.toISOString())
  })
  const [status, message] = told(await attach(t, last, droplet))
  assert.equal(status, 422)
  assert.match(String(message), /has 15 volumes, as many as it can have/)
})

test("another account's Droplets and volumes are not there", async () => {
  await using t = await harness()
  const [id, droplet] = [await createVolume(t), await insertDroplet(t)]
  const account = await t.accountNamed('strangers')
  const { token } = await t.tokenFor(account)
  const order = { type: 'attach', droplet_id: Number(droplet) }
  assert.equal((await act(t, id, order, { token })).status, 404)
  const wanted = { name: 'theirs', region: 'nyc3', size_gigabytes: 1 }
  const theirs = (await t.call(`POST ${VOLUMES}`, wanted, { token })).body.volume.id
  assert.equal((await act(t, theirs, order, { token })).status, 404)
})
