import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Harness, harness } from '../../../../test/harness.ts'

const SHOP = '/v2/registries/shop'
const ACTIVE = `${SHOP}/garbage-collection` as const

async function withShop() {
  const t = await harness()
  await t.call('POST /v2/registries', { name: 'shop' })
  return t
}

const activeStatus = async (t: Harness) => {
  const { status, body } = await t.call(`GET ${ACTIVE}`)
  return status === 200 ? body.garbage_collection.status : status
}
const pass = async (t: Harness, seconds: number) => {
  t.clock.at = new Date(t.clock.at.getTime() + seconds * 1000)
  await t.engine.runDue()
}
const start = async (t: Harness) => (await t.call(`POST ${ACTIVE}`)).body.garbage_collection

test('a garbage collection goes through all its states, each in its time', async () => {
  await using t = await withShop()
  const made = await start(t)
  assert.deepEqual(made, {
    uuid: made.uuid,
    registry_name: 'shop',
    status: 'requested',
    type: 'unreferenced blobs only',
    created_at: '2026-01-01T00:00:00.000Z',
    updated_at: '2026-01-01T00:00:00.000Z',
    blobs_deleted: 0,
    freed_bytes: 0,
  })
  assert.deepEqual((await t.call(`GET ${ACTIVE}`)).body.garbage_collection, made)
  for (const [seconds, status] of [
    [1, 'waiting for write JWTs to expire'],
    [899, 'waiting for write JWTs to expire'],
    [1, 'scanning manifests'],
    [30, 'deleting unreferenced blobs'],
    [30, 404],
  ] as const) {
    await pass(t, seconds)
    assert.equal(await activeStatus(t), status)
  }
  const { garbage_collections } = (await t.call(`GET ${SHOP}/garbage-collections`)).body
  const updated_at = t.clock.at.toISOString()
  assert.deepEqual(garbage_collections, [{ ...made, status: 'succeeded', updated_at }])
})

test('one is active at a time, also when two are started at once', async () => {
  await using t = await withShop()
  const answers = await Promise.all([1, 2, 3].map(() => t.call(`POST ${ACTIVE}`, {})))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409])
  const refused = answers.find(({ status }) => status === 409)
  assert.match(refused?.body.message, /^The garbage collection [0-9a-f-]+ of the registry is still active\.$/)
  await t.finishActions()
  assert.equal((await t.call(`POST ${ACTIVE}`, { type: 'untagged manifests only' })).status, 201)
})

test('the active one can be cancelled, and is over soon', async () => {
  await using t = await withShop()
  const { uuid } = await start(t)
  await pass(t, 1)
  const put = (body: object) => t.call(`PUT ${ACTIVE}/${uuid}`, body)
  assert.equal(
    (await put({ cancel: false })).body.garbage_collection.status,
    'waiting for write JWTs to expire',
  )
  for (let again = 0; again < 2; again++)
    assert.equal((await put({ cancel: true })).body.garbage_collection.status, 'cancelling')
  assert.equal(await activeStatus(t), 'cancelling')
  assert.equal((await t.call(`POST ${ACTIVE}`)).status, 409)
  await pass(t, 5)
  assert.equal(await activeStatus(t), 404)
  assert.equal((await put({ cancel: true })).status, 404)
  await pass(t, 3600)
  const { garbage_collections } = (await t.call(`GET ${SHOP}/garbage-collections`)).body
  assert.deepEqual(
    garbage_collections.map(({ status }: { status: string }) => status),
    ['cancelled'],
  )
})

test('past ones are listed by pages, newest first', async () => {
  await using t = await withShop()
  const uuids: string[] = []
  for (let made = 0; made < 3; made++) {
    uuids.unshift((await start(t)).uuid)
    await t.finishActions()
  }
  const page = async (number: number) => {
    const { body } = await t.call(`GET ${SHOP}/garbage-collections?per_page=2&page=${number}`)
    assert.equal(body.meta.total, 3)
    return body.garbage_collections.map(({ uuid }: { uuid: string }) => uuid)
  }
  assert.deepEqual([...(await page(1)), ...(await page(2))], uuids)
  assert.deepEqual((await t.call('GET /v2/actions')).body.actions, [])
})

test('a garbage collection goes on after a restart', async () => {
  const first = await withShop()
  const { data, schema, token } = first
  await start(first)
  await pass(first, 1)
  const at = first.clock.at
  await first.stop()
  await using t = await harness({ data, schema })
  t.clock.at = at
  const { body } = await t.call(`GET ${ACTIVE}`, undefined, { token })
  assert.equal(body.garbage_collection.status, 'waiting for write JWTs to expire')
  await t.finishActions()
  const list = await t.call(`GET ${SHOP}/garbage-collections`, undefined, { token })
  assert.equal(list.body.garbage_collections[0].status, 'succeeded')
})

test('one that was active when its registry was deleted is nothing to the next of that name', async () => {
  await using t = await withShop()
  await start(t)
  assert.equal((await t.call(`DELETE ${SHOP}`)).status, 204)
  assert.equal((await t.call(`GET ${ACTIVE}`)).status, 404)
  await t.call('POST /v2/registries', { name: 'shop' })
  assert.deepEqual((await t.call(`GET ${SHOP}/garbage-collections`)).body.garbage_collections, [])
  const next = await start(t)
  await pass(t, 1)
  await t.finishActions()
  const { garbage_collections } = (await t.call(`GET ${SHOP}/garbage-collections`)).body
  assert.deepEqual([garbage_collections.length, garbage_collections[0].uuid], [1, next.uuid])
  assert.ok(!t.log.join('').includes('a step of an action failed'))
})

test('another account’s garbage collection is not found', async () => {
  await using t = await withShop()
  const { uuid } = await start(t)
  const { token } = await t.tokenFor(await t.accountNamed('other'))
  for (const request of [`GET ${ACTIVE}`, `POST ${ACTIVE}`, `GET ${SHOP}/garbage-collections`] as const)
    assert.equal((await t.call(request, undefined, { token })).status, 404)
  const put = await t.call(`PUT ${ACTIVE}/${uuid}`, { cancel: true }, { token })
  assert.equal(put.status, 404)
  assert.equal(await activeStatus(t), 'requested')
})
