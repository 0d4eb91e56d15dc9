import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addResource, removeResource, worldOfResources } from '../../../test/cloud/resources.ts'
import type { Harness } from '../../../test/harness.ts'

const NOTHING = {
  count: 0,
  droplets: { count: 0 },
  images: { count: 0 },
  volumes: { count: 0 },
  volume_snapshots: { count: 0 },
  databases: { count: 0 },
}
const ORIGIN = 'http://localhost'

const droplet = (resource_id: string) => ({ resource_id, resource_type: 'droplet' })
const tagged = async (t: Harness, name: string) => (await t.call(`GET /v2/tags/${name}`)).body.tag.resources
const later = (t: Harness) => {
  t.clock.at = new Date(t.clock.at.getTime() + 1000)
}

test('a tag is created, found whatever its case, shown as first written, and deleted', async () => {
  await using t = await worldOfResources()
  const { status, body } = await t.call('POST /v2/tags', { name: 'Prod:web_1-a' })
  assert.deepEqual([status, body.tag], [201, { name: 'Prod:web_1-a', resources: NOTHING }])
  assert.equal((await t.call('POST /v2/tags', { name: 'prod:WEB_1-a' })).body.tag.name, 'Prod:web_1-a')
  assert.equal((await t.call('GET /v2/tags/PROD:web_1-A')).body.tag.name, 'Prod:web_1-a')
  await t.call('POST /v2/tags', { name: 'other' })
  const { tags, meta } = (await t.call('GET /v2/tags?per_page=1&page=2')).body
  assert.deepEqual([tags[0].name, meta.total], ['other', 2])
  assert.equal((await t.call('DELETE /v2/tags/PROD:WEB_1-A')).status, 204)
  assert.equal((await t.call('GET /v2/tags/Prod:web_1-a')).status, 404)
  assert.equal((await t.call('DELETE /v2/tags/Prod:web_1-a')).status, 404)
  assert.equal((await t.call('GET /v2/tags')).body.meta.total, 1)
})

test('a tag tells how many of each kind have it, and which was the last', async () => {
  await using t = await worldOfResources()
  await t.call('POST /v2/tags', { name: 'a' })
  await t.call('POST /v2/tags', { name: 'empty' })
  const [first, second] = [await addResource(t, 'droplet'), await addResource(t, 'droplet')]
  const volume = await addResource(t, 'volume', crypto.randomUUID())
  const assign = (...resources: object[]) => t.call('POST /v2/tags/A/resources', { resources })
  assert.equal((await assign({ resource_id: volume, resource_type: 'volume' }, droplet(second))).status, 204)
  later(t)
  assert.equal((await assign(droplet(first), droplet(second))).status, 204)
  const expected = {
    ...NOTHING,
    count: 3,
    last_tagged_uri: `${ORIGIN}/v2/droplets/${first}`,
    droplets: { count: 2, last_tagged_uri: `${ORIGIN}/v2/droplets/${first}` },
    volumes: { count: 1, last_tagged_uri: `${ORIGIN}/v2/volumes/${volume}` },
  }
  assert.deepEqual(await tagged(t, 'a'), expected)
  const { body } = await t.call('GET /v2/tags')
  assert.deepEqual(
    body.tags.map((tag: { resources: object }) => tag.resources),
    [expected, NOTHING],
  )
  assert.equal((await t.call('DELETE /v2/tags/a/resources', { resources: [droplet(first)] })).status, 204)
  assert.equal((await t.call('DELETE /v2/tags/a/resources', { resources: [droplet(first)] })).status, 204)
  assert.equal((await tagged(t, 'a')).droplets.last_tagged_uri, `${ORIGIN}/v2/droplets/${second}`)
  await removeResource(t, 'droplet', second)
  assert.deepEqual((await tagged(t, 'a')).droplets, { count: 0 })
  assert.equal((await tagged(t, 'a')).count, 1)
})

test('a deleted tag is off everything, and does not come back with its name', async () => {
  await using t = await worldOfResources()
  const id = await addResource(t, 'droplet')
  await t.call('POST /v2/tags', { name: 'a' })
  await t.call('POST /v2/tags/a/resources', { resources: [droplet(id)] })
  await t.call('DELETE /v2/tags/a')
  assert.equal((await t.call('POST /v2/tags/a/resources', { resources: [droplet(id)] })).status, 404)
  await t.call('POST /v2/tags', { name: 'a' })
  assert.deepEqual(await tagged(t, 'a'), NOTHING)
})

test('an unknown resource is refused by its place, and then nothing is tagged', async () => {
  await using t = await worldOfResources()
  const id = await addResource(t, 'droplet')
  await t.call('POST /v2/tags', { name: 'a' })
  const refused: Array<[object, number, RegExp]> = [
    [droplet('99'), 404, /^resources\.1\.resource_id: there is no droplet "99"\.$/],
    [{ ...droplet(id), resource_type: 'image' }, 404, /there is no image "1"/],
    [
      { ...droplet(id), resource_type: 'vpc' },
      400,
      /^resources\.1\.resource_type must be one of droplet, image, volume, got "vpc"\.$/,
    ],
    [{ resource_id: '', resource_type: 'droplet' }, 400, /^resources\.1\.resource_id must have at least 1/],
    [{ resource_id: 1, resource_type: 'droplet' }, 400, /^resources\.1\.resource_id must be a string/],
    [{ resource_id: 'a\u0000', resource_type: 'droplet' }, 400, /NUL/],
    [{ resource_id: id }, 400, /^resources\.1\.resource_type is required/],
  ]
  for (const method of ['POST', 'DELETE'] as const) {
    for (const [resource, status, message] of refused) {
      const resources = [droplet(id), resource]
      const answer = await t.call(`${method} /v2/tags/a/resources`, { resources })
      assert.equal(answer.status, status)
      assert.match(answer.body.message, message)
    }
  }
  assert.deepEqual(await tagged(t, 'a'), NOTHING)
})

test('a name that a tag cannot have is refused', async () => {
  await using t = await worldOfResources()
  for (const name of ['', 'a b', 'a.b', 'ä', 'x'.repeat(256), 5, undefined]) {
    const { status, body } = await t.call('POST /v2/tags', { name })
    assert.equal(status, 400)
    assert.match(body.message, /^name /)
  }
  assert.equal((await t.call('GET /v2/tags/a.b')).status, 400)
})

test('what a token may not see is not counted, and what it may not change it may not tag', async () => {
  await using t = await worldOfResources()
  const [id, volume] = [await addResource(t, 'droplet'), await addResource(t, 'volume')]
  await t.call('POST /v2/tags', { name: 'a' })
  const resources = [droplet(id), { resource_id: volume, resource_type: 'volume' }]
  await t.call('POST /v2/tags/a/resources', { resources })
  const { token } = await t.tokenFor(t.account, [
    'tag:read',
    'tag:create',
    'block_storage:read',
    'droplet:update',
  ])
  const { count, droplets, volumes } = (await t.call('GET /v2/tags/a', undefined, { token })).body.tag
    .resources
  assert.deepEqual([count, droplets.count, volumes.count], [1, 0, 1])
  const { status, body } = await t.call('POST /v2/tags/a/resources', { resources }, { token })
  assert.equal(status, 403)
  assert.match(body.message, /lacks the scope block_storage:create/)
  const own = await t.call('POST /v2/tags/a/resources', { resources: [droplet(id)] }, { token })
  assert.equal(own.status, 204)
})

test('another account has tags of its own, and cannot tag what is not its own', async () => {
  await using t = await worldOfResources()
  const id = await addResource(t, 'droplet')
  await t.call('POST /v2/tags', { name: 'a' })
  const { token } = await t.tokenFor(await t.accountNamed('others'))
  assert.equal((await t.call('GET /v2/tags/a', undefined, { token })).status, 404)
  await t.call('POST /v2/tags', { name: 'A' }, { token })
  assert.equal((await t.call('GET /v2/tags/a', undefined, { token })).body.tag.name, 'A')
  const { status } = await t.call('POST /v2/tags/a/resources', { resources: [droplet(id)] }, { token })
  assert.equal(status, 404)
})

test('tagging, deleting the tag and removing the resource at once leave nothing half done', async () => {
  await using t = await worldOfResources()
  for (let round = 0; round < 5; round++) {
    const ids = [await addResource(t, 'droplet'), await addResource(t, 'droplet')]
    await t.call('POST /v2/tags', { name: 'a' })
    const [gone = ''] = ids
    const [forth, back, deleted, again] = await Promise.all([
      t.call('POST /v2/tags/a/resources', { resources: ids.map(droplet) }),
      t.call('POST /v2/tags/a/resources', { resources: ids.toReversed().map(droplet) }),
      t.call('DELETE /v2/tags/a'),
      t.call('DELETE /v2/tags/a'),
      removeResource(t, 'droplet', gone),
    ])
    for (const { status } of [forth, back]) assert.ok(status === 204 || status === 404, String(status))
    assert.deepEqual([deleted.status, again.status].sort(), [204, 404])
    assert.equal((await t.call('GET /v2/tags')).body.meta.total, 0)
  }
})
