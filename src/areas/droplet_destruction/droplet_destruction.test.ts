import assert from 'node:assert/strict'
import { test } from 'node:test'
import { insertDroplet, insertImage, insertReservedIp } from '../../../test/cloud/documents.ts'
import { type Harness, harness } from '../../../test/harness.ts'
import { endAction } from '../../cloud/actions.ts'
import { droplets } from '../../cloud/droplets.ts'
import { type ActionRow, findPending } from '../../engine/action.ts'
import { DESTROY } from './destroying.ts'

const ADDRESS = '245.0.0.9'
const X_DANGEROUS = { headers: { 'x-dangerous': 'true' } }
const RESOURCES = 'destroy_with_associated_resources'

const path = (droplet: string, rest = '') => `/v2/droplets/${droplet}/${RESOURCES}${rest}` as const
const destroy = (t: Harness, droplet: string, call = {}) =>
  t.call(`DELETE ${path(droplet, '/dangerous')}`, undefined, { ...X_DANGEROUS, ...call })
const select = (t: Harness, droplet: string, selection: object) =>
  t.call(`DELETE ${path(droplet, '/selective')}`, selection)
const retry = (t: Harness, droplet: string) => t.call(`POST ${path(droplet, '/retry')}`)
const statusOf = async (t: Harness, droplet: string) => (await t.call(`GET ${path(droplet, '/status')}`)).body
const isThere = async (t: Harness, droplet: string) =>
  (await droplets.find(t.deps.main.database.read, t.account, droplet)) !== undefined

/** A Droplet with a volume, a snapshot of that, a snapshot and a backup of its own, and a reserved IP. */
async function furnished(t: Harness) {
  const droplet = await insertDroplet(t)
  const snapshot = await insertImage(t, { droplet, name: 'web-monday' })
  await insertImage(t, { droplet, name: 'a backup', type: 'backup' })
  await insertReservedIp(t, ADDRESS, droplet)
  const wanted = { name: 'data', region: 'nyc3', size_gigabytes: 100 }
  const volume: string = (await t.call('POST /v2/volumes', wanted)).body.volume.id
  await t.call(`POST /v2/volumes/${volume}/actions`, { type: 'attach', droplet_id: Number(droplet) })
  await t.finishActions()
  const made = await t.call(`POST /v2/volumes/${volume}/snapshots`, { name: 'data-monday' })
  return { droplet, snapshot, volume, copy: made.body.snapshot.id as string }
}

test('what belongs to a Droplet is listed with what it would go on costing', async () => {
  await using t = await harness()
  const { droplet, snapshot, volume, copy } = await furnished(t)
  const { body } = await t.call(`GET ${path(droplet)}`)
  const address = [{ id: ADDRESS, name: ADDRESS, cost: '5.00' }]
  assert.deepEqual(body, {
    reserved_ips: address,
    floating_ips: address,
    snapshots: [{ id: snapshot, name: 'web-monday', cost: '0.15' }],
    volumes: [{ id: volume, name: 'data', cost: '10.00' }],
    volume_snapshots: [{ id: copy, name: 'data-monday', cost: '0.00' }],
  })
})

test('only what the token may read is listed', async () => {
  await using t = await harness()
  const { droplet } = await furnished(t)
  const listed = async (scope?: string) => {
    const { token } = await t.tokenFor(t.account, ['droplet:read', ...(scope ? [scope] : [])])
    const { body } = await t.call(`GET ${path(droplet)}`, undefined, { token })
    return Object.keys(body).filter((key) => body[key].length > 0)
  }
  assert.deepEqual(await listed(), [])
  assert.deepEqual(await listed('reserved_ip:read'), ['reserved_ips', 'floating_ips'])
  assert.deepEqual(await listed('image:read'), ['snapshots'])
  assert.deepEqual(await listed('block_storage:read'), ['volumes'])
  assert.deepEqual(await listed('block_storage_snapshot:read'), ['volume_snapshots'])
})

test('a Droplet is destroyed with everything, and the status is kept', async () => {
  await using t = await harness()
  const { droplet, snapshot, volume, copy } = await furnished(t)
  assert.equal((await t.call(`GET ${path(droplet, '/status')}`)).status, 404)
  assert.equal((await destroy(t, droplet)).status, 202)
  const begun = await statusOf(t, droplet)
  assert.deepEqual(begun.droplet, { id: droplet, name: 'web', error_message: '' })
  assert.deepEqual([begun.completed_at, begun.failures], [undefined, 0])
  await t.finishActions()
  const ended = await statusOf(t, droplet)
  const destroyed = Object.entries(ended.resources as Record<string, Array<Record<string, string>>>)
  assert.deepEqual(
    destroyed.map(([group, items]) => [group, ...items.map(({ id }) => id)]),
    [
      ['reserved_ips', ADDRESS],
      ['floating_ips', ADDRESS],
      ['snapshots', snapshot],
      ['volumes', volume],
      ['volume_snapshots', copy],
    ],
  )
  for (const [, items] of destroyed)
    assert.ok(items.every((it) => it.destroyed_at && it.error_message === ''))
  assert.ok(ended.completed_at >= ended.droplet.destroyed_at)
  assert.equal(ended.failures, 0)
  assert.equal(await isThere(t, droplet), false)
  assert.equal((await t.call(`GET /v2/volumes/${volume}`)).status, 404)
  assert.equal((await t.call('GET /v2/snapshots')).body.meta.total, 0)
  assert.equal((await destroy(t, droplet)).status, 404)
})

test('to destroy everything it has to be said that this is dangerous', async () => {
  await using t = await harness()
  const droplet = await insertDroplet(t)
  for (const headers of [{}, { 'x-dangerous': 'false' }, { 'x-dangerous': 'yes' }]) {
    const { status, body } = await destroy(t, droplet, { headers })
    assert.equal(status, 400)
    assert.match(body.message, /^x-dangerous/)
  }
  assert.equal((await t.call(`GET ${path(droplet, '/status')}`)).status, 404)
})

test('what is not selected stays', async () => {
  await using t = await harness()
  const { droplet, snapshot, volume, copy } = await furnished(t)
  const other = crypto.randomUUID()
  const { status, body } = await select(t, droplet, { volumes: [other] })
  assert.deepEqual(
    [status, body.message],
    [422, `volumes: there is no such resource of this Droplet "${other}".`],
  )
  const selection = { volumes: [volume], reserved_ips: [ADDRESS], floating_ips: [ADDRESS], snapshots: null }
  assert.equal((await select(t, droplet, selection)).status, 202)
  await t.finishActions()
  const { resources, failures } = await statusOf(t, droplet)
  assert.deepEqual(
    [resources.volumes.length, resources.reserved_ips.length, resources.snapshots.length, failures],
    [1, 1, 0, 0],
  )
  const { snapshots } = (await t.call('GET /v2/snapshots')).body
  assert.deepEqual(
    snapshots.map(({ id }: { id: string }) => id),
    [snapshot, copy],
  )
  assert.equal(await isThere(t, droplet), false)
})

/** Destroys a furnished Droplet while its volume grows, so that the volume cannot go. */
async function halfDestroyed(t: Harness) {
  const made = await furnished(t)
  const later = async (seconds: number) => {
    t.clock.at = new Date(t.clock.at.getTime() + seconds * 1000)
    await t.engine.runDue()
  }
  await destroy(t, made.droplet)
  await later(1)
  await t.call(`POST /v2/volumes/${made.volume}/actions`, { type: 'resize', size_gigabytes: 200 })
  await later(4)
  await later(5)
  return made
}

test('what cannot be destroyed keeps the Droplet, and is tried again', async () => {
  await using t = await harness()
  const { droplet, volume } = await halfDestroyed(t)
  const { failures, resources, completed_at, ...status } = await statusOf(t, droplet)
  assert.equal(failures, 1)
  assert.equal(completed_at, t.clock.at.toISOString())
  const [left] = resources.volumes
  assert.deepEqual(left, { id: volume, name: 'data', error_message: 'It already has a pending event.' })
  for (const group of ['reserved_ips', 'snapshots', 'volume_snapshots'])
    assert.ok(resources[group][0].destroyed_at, group)
  assert.deepEqual(status.droplet, {
    id: droplet,
    name: 'web',
    error_message: 'The Droplet was kept: 1 of its resources could not be destroyed.',
  })
  assert.equal(await isThere(t, droplet), true)

  assert.equal((await retry(t, droplet)).status, 202)
  assert.equal((await statusOf(t, droplet)).completed_at, undefined)
  await t.finishActions()
  const ended = await statusOf(t, droplet)
  assert.deepEqual([ended.failures, ended.droplet.error_message], [0, ''])
  assert.ok(ended.resources.volumes[0].destroyed_at && ended.droplet.destroyed_at && ended.completed_at)
  assert.equal(await isThere(t, droplet), false)
})

test('what belongs to another Droplet by the time of a second try stays', async () => {
  await using t = await harness()
  const { droplet, volume } = await halfDestroyed(t)
  const other = await insertDroplet(t)
  const move = async (type: string, to: string) => {
    await t.call(`POST /v2/volumes/${volume}/actions`, { type, droplet_id: Number(to) })
    await t.finishActions()
  }
  await t.finishActions()
  await move('detach', droplet)
  await move('attach', other)
  await retry(t, droplet)
  await t.finishActions()
  const { failures, resources } = await statusOf(t, droplet)
  assert.deepEqual(
    [failures, resources.volumes[0].error_message],
    [1, `It belongs to the Droplet ${other} by now.`],
  )
  assert.deepEqual((await t.call(`GET /v2/volumes/${volume}`)).body.volume.droplet_ids, [Number(other)])
})

test('a second try also ends where the Droplet has gone by itself', async () => {
  await using t = await harness()
  const { droplet, volume } = await halfDestroyed(t)
  await t.finishActions()
  await t.installation.main.database.transact((tx) => droplets.remove(tx, t.account, droplet))
  const both = await Promise.all([retry(t, droplet), retry(t, droplet)])
  assert.deepEqual(both.map(({ status }) => status).sort(), [202, 409])
  await t.finishActions()
  const { failures, droplet: gone } = await statusOf(t, droplet)
  assert.ok(failures === 0 && gone.destroyed_at)
  assert.equal((await t.call(`GET /v2/volumes/${volume}`)).status, 404)
})

test('a destruction that breaks off for good says so, and can be tried again', async () => {
  await using t = await harness()
  const { droplet } = await furnished(t)
  await destroy(t, droplet)
  const { account } = t
  const at = t.clock.at.toISOString()
  const undo = DESTROY.undo as NonNullable<typeof DESTROY.undo>
  await t.installation.main.database.transact(async (tx) => {
    const resource = { resource_type: 'droplet', resource_id: droplet }
    const action = (await findPending(tx, account, resource)) as ActionRow
    await undo({ deps: t.deps, tx, action, input: {} }, new Error('no'))
    await endAction({ deps: t.deps, tx }, account, action.id)
  })
  const status = await statusOf(t, droplet)
  assert.deepEqual([status.failures, status.completed_at], [4, at])
  assert.equal(status.droplet.error_message, 'It could not be destroyed.')
  assert.equal((await retry(t, droplet)).status, 202)
  await t.finishActions()
  assert.equal((await statusOf(t, droplet)).failures, 0)
})

test('of two destructions at once one is done', async () => {
  await using t = await harness()
  const { droplet } = await furnished(t)
  const answers = await Promise.all([destroy(t, droplet), select(t, droplet, {})])
  assert.deepEqual(answers.map(({ status }) => status).sort(), [202, 409])
  assert.equal((await retry(t, droplet)).status, 409)
  const refused = answers.find(({ status }) => status === 409)
  assert.equal(refused?.body.message, 'A destroy is in progress for the Droplet.')
})

test('a Droplet to which something is being done is not destroyed, nor is another account’s', async () => {
  await using t = await harness()
  const { droplet, volume } = await furnished(t)
  const { token } = await t.tokenFor(await t.accountNamed('strangers'))
  assert.equal((await destroy(t, droplet, { token })).status, 404)
  assert.equal((await retry(t, droplet)).status, 404)
  await t.call(`POST /v2/volumes/${volume}/actions`, { type: 'detach', droplet_id: Number(droplet) })
  const { status, body } = await destroy(t, droplet)
  assert.deepEqual([status, body.message], [422, 'Droplet already has a pending event.'])
})
