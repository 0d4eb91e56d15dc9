import assert from 'node:assert/strict'
import { test } from 'node:test'
import { insertDroplet } from '../../../test/cloud/documents.ts'
import { type Harness, harness } from '../../../test/harness.ts'
import { volumes } from '../../cloud/volumes.ts'
import { link } from '../../store/documents/links.ts'

const VOLUMES = '/v2/volumes'
const wanted = { name: 'data', region: 'nyc3', size_gigabytes: 10 }

/** The status, and what the message is about. */
async function refusal(t: Harness, body: object, call = {}) {
  const answer = await t.call(`POST ${VOLUMES}`, body, call)
  return [answer.status, answer.body.message]
}

test('a volume is made, read, listed and deleted', async () => {
  await using t = await harness()
  const { status, body } = await t.call(`POST ${VOLUMES}`, {
    ...wanted,
    description: 'of the shop',
    filesystem_type: 'ext4',
    filesystem_label: 'shop',
    tags: ['Env:Prod', 'shop'],
  })
  assert.equal(status, 201)
  const { id, region, ...volume } = body.volume
  assert.deepEqual(volume, {
    name: 'data',
    description: 'of the shop',
    size_gigabytes: 10,
    created_at: '2026-01-01T00:00:00.000Z',
    droplet_ids: [],
    filesystem_type: 'ext4',
    filesystem_label: 'shop',
    tags: ['Env:Prod', 'shop'],
  })
  assert.equal(region.slug, 'nyc3')
  assert.deepEqual((await t.call(`GET ${VOLUMES}/${id}`)).body, body)
  assert.deepEqual((await t.call(`GET ${VOLUMES}`)).body.volumes, [body.volume])
  assert.equal((await t.call(`DELETE ${VOLUMES}/${id}`)).status, 204)
  assert.equal((await t.call(`GET ${VOLUMES}/${id}`)).status, 404)
  assert.equal((await t.call(`DELETE ${VOLUMES}/${id}`)).status, 404)
  assert.equal((await t.call(`GET ${VOLUMES}`)).body.meta.total, 0)
})

test('what the Go client writes for what it was not told is as if it had not come', async () => {
  await using t = await harness()
  const empty = { description: '', snapshot_id: '', filesystem_type: '', filesystem_label: '', tags: null }
  const { status, body } = await t.call(`POST ${VOLUMES}`, { ...wanted, ...empty })
  assert.equal(status, 201)
  const { description, filesystem_type, filesystem_label, tags } = body.volume
  assert.deepEqual([description, filesystem_type, filesystem_label, tags], ['', '', '', []])
})

test('a volume that cannot be is refused, and the message says what is wrong with it', async () => {
  await using t = await harness()
  const refused: Array<[object, RegExp]> = [
    [{ name: 'Data' }, /^name must be 1 to 64 lower-case letters/],
    [{ name: '1data' }, /^name must be/],
    [{ name: `d${'a'.repeat(64)}` }, /^name must be/],
    [{ name: undefined }, /^name is required/],
    [{ region: 'mars1' }, /^region: there is no region "mars1"/],
    [{ region: 'sfo1' }, /^region: no volumes can be made in sfo1/],
    [{ region: '' }, /^region is required/],
    [{ size_gigabytes: undefined }, /^size_gigabytes is required/],
    [{ size_gigabytes: 0 }, /^size_gigabytes must be an integer from 1 to 16384, got "0"/],
    [{ size_gigabytes: 16_385 }, /^size_gigabytes must be an integer from 0 to 16384, got "16385"/],
    [{ size_gigabytes: '10' }, /^size_gigabytes must be an integer/],
    [{ filesystem_type: 'zfs' }, /^filesystem_type must be one of ext4, xfs/],
    [{ filesystem_label: 'x' }, /^filesystem_label: it needs a filesystem_type/],
    [{ filesystem_type: 'ext4', filesystem_label: 'x'.repeat(17) }, /at most 16 characters for ext4, got 17/],
    [{ filesystem_type: 'xfs', filesystem_label: 'x'.repeat(13) }, /at most 12 characters for xfs, got 13/],
    [{ description: 'a\u0000b' }, /^description must be text without NUL/],
    [{ tags: ['a b'] }, /^tags.0 must be 1 to 255 letters/],
  ]
  for (const [change, message] of refused) {
    const [status, said] = await refusal(t, { ...wanted, ...change })
    assert.equal(status, 400, JSON.stringify(change))
    assert.match(said, message)
  }
  assert.equal((await t.call(`GET ${VOLUMES}`)).body.meta.total, 0)
})

test('tags need their own scope', async () => {
  await using t = await harness()
  const { token } = await t.tokenFor(t.account, ['block_storage:create'])
  const [status, message] = await refusal(t, { ...wanted, tags: ['x'] }, { token })
  assert.equal(status, 403)
  assert.match(message, /tag:create/)
  assert.equal((await t.call(`POST ${VOLUMES}`, { ...wanted, tags: [] }, { token })).status, 201)
})

test('a name is taken once in each region, also by two at once', async () => {
  await using t = await harness()
  const both = await Promise.all([1, 2].map(() => t.call(`POST ${VOLUMES}`, wanted)))
  assert.deepEqual(both.map(({ status }) => status).sort(), [201, 409])
  assert.deepEqual(await refusal(t, wanted), [409, 'name: a volume named data already exists in nyc3.'])
  assert.equal((await t.call(`POST ${VOLUMES}`, { ...wanted, region: 'sfo3' })).status, 201)
})

test('an account has no more volumes than its limit, also if two are made at once', async () => {
  await using t = await harness({ limits: { volume_limit: 2 } })
  const answers = await Promise.all(
    ['a', 'b', 'c'].map((name) => t.call(`POST ${VOLUMES}`, { ...wanted, name })),
  )
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 201, 403])
  const message = answers.find(({ status }) => status === 403)?.body.message
  assert.equal(message, 'failed to create volume: volume/snapshot capacity limit exceeded')
  const { volumes: made, meta } = (await t.call(`GET ${VOLUMES}`)).body
  assert.deepEqual([made.length, meta.total], [2, 2])
})

test('a list is of a name, of a region, of both, and has pages', async () => {
  await using t = await harness()
  for (const [name, region] of [
    ['a', 'nyc3'],
    ['a', 'sfo3'],
    ['b', 'nyc3'],
  ])
    await t.call(`POST ${VOLUMES}`, { ...wanted, name, region })
  const list = async (query: string) => {
    const { volumes: found, meta } = (await t.call(`GET ${VOLUMES}?${query}`)).body
    const names = found.map(
      (it: { name: string; region: { slug: string } }) => `${it.name} ${it.region.slug}`,
    )
    return [...names, meta.total]
  }
  assert.deepEqual(await list('name=a'), ['a nyc3', 'a sfo3', 2])
  assert.deepEqual(await list('region=nyc3'), ['a nyc3', 'b nyc3', 2])
  assert.deepEqual(await list('name=a&region=sfo3'), ['a sfo3', 1])
  assert.deepEqual(await list('name=none'), [0])
  assert.deepEqual(await list('per_page=2&page=2'), ['b nyc3', 3])
  const { links } = (await t.call(`GET ${VOLUMES}?per_page=2&region=nyc3&page=1`)).body
  assert.deepEqual(links, {})
})

test('a volume is deleted by its name and region', async () => {
  await using t = await harness()
  await t.call(`POST ${VOLUMES}`, wanted)
  const remove = async (query: string) => (await t.call(`DELETE ${VOLUMES}${query}`)).status
  assert.equal(await remove('?name=data&region=sfo3'), 404)
  assert.equal(await remove('?name=data'), 400)
  assert.equal(await remove('?region=nyc3'), 400)
  assert.equal(await remove('?name=data&region=nyc3'), 204)
  assert.equal(await remove('?name=data&region=nyc3'), 404)
})

test('an attached volume is not deleted', async () => {
  await using t = await harness()
  const { id } = (await t.call(`POST ${VOLUMES}`, wanted)).body.volume
  const droplet = await insertDroplet(t)
  const { account } = t
  await t.installation.main.database.transact((tx) =>
    link(
      tx,
      { account, from: { kind: 'volume', id }, to: { kind: 'droplet', id: droplet } },
      t.clock.at.toISOString(),
    ),
  )
  const ways = [`${VOLUMES}/${id}`, `${VOLUMES}?name=data&region=nyc3`]
  for (const way of ways) {
    const { status, body } = await t.call(`DELETE ${way}` as 'DELETE /')
    assert.deepEqual(
      [status, body.id, body.message],
      [
        409,
        'conflict',
        "A volume that's attached to a Droplet cannot be deleted. Please detach it first before deleting.",
      ],
    )
  }
  assert.deepEqual((await t.call(`GET ${VOLUMES}/${id}`)).body.volume.droplet_ids, [Number(droplet)])
})

test("another account's volumes are not there", async () => {
  await using t = await harness()
  const { id } = (await t.call(`POST ${VOLUMES}`, wanted)).body.volume
  const { token } = await t.tokenFor(await t.accountNamed('strangers'))
  assert.equal((await t.call(`GET ${VOLUMES}`, undefined, { token })).body.meta.total, 0)
  assert.equal((await t.call(`DELETE ${VOLUMES}?name=data&region=nyc3`, undefined, { token })).status, 404)
  assert.equal((await t.call(`POST ${VOLUMES}`, wanted, { token })).status, 201)
  assert.ok(await volumes.find(t.deps.main.database.read, t.account, id))
})

test('a path that holds no UUID is refused', async () => {
  await using t = await harness()
  const { status, body } = await t.call(`GET ${VOLUMES}/data`)
  assert.deepEqual([status, body.message], [400, 'volume_id must be a UUID, got "data".'])
})
