import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeImage } from '../../../test/cloud/made_image.ts'
import { type Harness, harness } from '../../../test/harness.ts'
import { pageOfActions } from '../../cloud/actions.ts'
import { images as offered } from '../../cloud/catalogue/catalogue.ts'

const CUSTOM = { name: 'mine', url: 'https://example.com/mine.qcow2', region: 'nyc3' }

async function create(t: Harness, more: object = {}) {
  const { status, body } = await t.call('POST /v2/images', { ...CUSTOM, ...more })
  assert.equal(status, 202, JSON.stringify(body))
  return body.image
}

const namesOf = ({ body }: { body: { images: Array<{ name: string }> } }) =>
  body.images.map(({ name }) => name)

test('public images are read by id and by slug', async () => {
  await using t = await harness()
  const { body } = await t.call('GET /v2/images/ubuntu-24-04-x64')
  assert.deepEqual([body.image.distribution, body.image.public, body.image.type], ['Ubuntu', true, 'base'])
  assert.deepEqual((await t.call(`GET /v2/images/${body.image.id}`)).body, body)
  assert.equal((await t.call('GET /v2/images/almalinux-9-x64')).body.image.distribution, 'AlmaLinux')
  for (const missing of ['beos', '1', '1000000001', '01000000001', '-1'])
    assert.equal((await t.call(`GET /v2/images/${missing}`)).status, 404, missing)
})

test('a custom image is NEW, then pending, then available in its region', async () => {
  await using t = await harness()
  const image = await create(t, { distribution: 'Debian', description: 'ours', tags: ['base-image', 'prod'] })
  const { id, ...rest } = image
  assert.deepEqual(rest, {
    name: 'mine',
    type: 'custom',
    distribution: 'Debian',
    slug: null,
    public: false,
    regions: [],
    created_at: t.clock.at.toISOString(),
    min_disk_size: 0,
    size_gigabytes: 0,
    description: 'ours',
    tags: ['base-image', 'prod'],
    status: 'NEW',
    error_message: '',
  })
  const transfer = { type: 'transfer', region: 'fra1' }
  const busy = await t.call(`POST /v2/images/${id}/actions`, transfer)
  assert.deepEqual([busy.status, busy.body.message], [422, 'Image already has a pending event.'])
  t.clock.at = new Date(t.clock.at.getTime() + 15_000)
  await t.engine.runDue()
  assert.equal((await t.call(`GET /v2/images/${id}`)).body.image.status, 'pending')
  await t.finishActions()
  const { body } = await t.call(`GET /v2/images/${id}`)
  assert.deepEqual([body.image.status, body.image.regions], ['available', ['nyc3']])
  assert.ok(body.image.min_disk_size > 0 && body.image.size_gigabytes > 0)
  assert.deepEqual(body.image.tags, ['base-image', 'prod'])
  // What clients poll is the image: the import is no action of theirs.
  assert.equal((await t.call(`GET /v2/images/${id}/actions`)).body.meta.total, 0)
})

test('a custom image that is deleted while it is imported stays deleted', async () => {
  await using t = await harness()
  const { id } = await create(t)
  assert.equal((await t.call(`DELETE /v2/images/${id}`)).status, 204)
  await t.finishActions()
  assert.equal((await t.call(`GET /v2/images/${id}`)).status, 404)
  assert.equal((await t.call(`DELETE /v2/images/${id}`)).status, 404)
})

test('what makes no custom image is refused by name', async () => {
  await using t = await harness()
  for (const [more, status, message] of [
    [{ name: undefined }, 400, /^name is required/],
    [{ name: '' }, 400, /^name must be 1 to 255 characters without NUL/],
    [{ name: 'a\u0000b' }, 400, /^name must be/],
    [{ url: undefined }, 400, /^url is required/],
    [{ url: 'ftp://me:password@example.com/a.img' }, 422, /^url must be an http or https URL\.$/],
    [{ url: 'https://' }, 422, /^url must be/],
    [{ region: 'moon' }, 422, /^region: there is no region "moon"/],
    [{ region: 'sfo1' }, 422, /^region: sfo1 is not available/],
    [{ tags: ['a b'] }, 400, /^tags\.0 must be 1 to 255 letters/],
  ] as const) {
    const answer = await t.call('POST /v2/images', { ...CUSTOM, ...more })
    assert.equal(answer.status, status, JSON.stringify(more))
    assert.match(answer.body.message, message)
  }
  const { token } = await t.tokenFor(t.account, ['image:create'])
  const tagged = await t.call('POST /v2/images', { ...CUSTOM, tags: ['a'] }, { token })
  assert.match(tagged.body.message, /lacks the scope tag:create/)
  assert.equal((await t.call('GET /v2/images?private=true')).body.meta.total, 0)
  assert.equal((await create(t, { distribution: 'BeOS', tags: null })).distribution, 'Unknown')
  assert.equal((await create(t)).distribution, 'Unknown')
})

test('lists are filtered by what is asked for, all of it', async () => {
  await using t = await harness()
  const { id } = await create(t, { tags: ['Prod'] })
  await create(t, { name: 'other' })
  const list = (query: string) => t.call(`GET /v2/images?per_page=200${query}`)
  assert.deepEqual(namesOf(await list('')), [...offered.map(({ name }) => name), 'mine', 'other'])
  const distributions = (await list('&type=distribution')).body
  assert.ok(distributions.images.every((it: { type: string }) => it.type === 'base'))
  const applications = (await list('&type=application')).body
  assert.ok(applications.images.every((it: { type: string; public: boolean }) => it.public))
  assert.equal(distributions.meta.total + applications.meta.total, offered.length)
  assert.deepEqual(namesOf(await list('&private=true')), ['mine', 'other'])
  assert.equal((await list('&private=false')).body.meta.total, offered.length + 2)
  const tagged = await list('&tag_name=prod')
  assert.deepEqual([namesOf(tagged), tagged.body.meta.total], [['mine'], 1])
  assert.deepEqual([tagged.body.images[0].id, tagged.body.images[0].tags], [id, ['Prod']])
  for (const none of ['&tag_name=no', '&tag_name=prod&type=distribution', '&private=true&type=application'])
    assert.deepEqual([(await list(none)).body.images, (await list(none)).body.meta.total], [[], 0], none)
  const odd = await t.call('GET /v2/images?type=snapshot')
  assert.deepEqual(
    [odd.status, /^type must be one of application, distribution/.test(odd.body.message)],
    [400, true],
  )
})

test('pages run from the public images on into those of the account', async () => {
  await using t = await harness()
  const own = Array.from({ length: 12 }, (_, at) => `own-${at}`)
  for (const name of own) await create(t, { name })
  const whole = [...offered.map(({ name }) => name), ...own]
  for (const per_page of [5, 10, 23, 24, 30]) {
    const paged: string[] = []
    for (let page = 1; page <= Math.ceil(whole.length / per_page); page++) {
      const answer = await t.call(`GET /v2/images?per_page=${per_page}&page=${page}`)
      assert.equal(answer.body.meta.total, whole.length)
      paged.push(...namesOf(answer))
    }
    assert.deepEqual(paged, whole, String(per_page))
  }
  assert.deepEqual((await t.call('GET /v2/images?page=99')).body.images, [])
})

test('an image is renamed; a custom one is described anew as well', async () => {
  await using t = await harness()
  const { id } = await create(t, { description: 'old', distribution: 'Ubuntu' })
  const update = (image: number, body: object) => t.call(`PUT /v2/images/${image}`, body)
  const { body } = await update(id, { name: 'new', description: '', distribution: 'Fedora' })
  assert.deepEqual([body.image.name, body.image.description, body.image.distribution], ['new', '', 'Fedora'])
  assert.deepEqual((await t.call(`GET /v2/images/${id}`)).body, body)
  assert.deepEqual((await update(id, {})).body, body)
  const snapshot = Number(await makeImage(t))
  assert.equal((await update(snapshot, { name: 'renamed' })).body.image.name, 'renamed')
  const described = await update(snapshot, { description: 'no' })
  assert.deepEqual([described.status, described.body.id], [422, 'unprocessable_entity'])
  assert.equal((await update(id, { name: '' })).status, 400)
  assert.equal((await update(offered[0]?.id ?? 0, { name: 'ours now' })).status, 404)
  assert.equal((await t.call(`DELETE /v2/images/${offered[0]?.id}`)).status, 404)
})

test('an image is copied to further regions, one at a time', async () => {
  await using t = await harness()
  const id = Number(await makeImage(t))
  const transfer = (region?: string) => t.call(`POST /v2/images/${id}/actions`, { type: 'transfer', region })
  const { status, body } = await transfer('fra1')
  assert.equal(status, 201)
  const { action, ...bare } = body
  assert.deepEqual(action, bare)
  assert.deepEqual(
    [action.status, action.type, action.resource_id, action.resource_type, action.region_slug],
    ['in-progress', 'transfer', id, 'image', 'fra1'],
  )
  assert.equal((await transfer('ams3')).body.message, 'Image already has a pending event.')
  await t.finishActions()
  assert.deepEqual((await t.call(`GET /v2/images/${id}`)).body.image.regions, ['nyc3', 'fra1'])
  const read = (await t.call(`GET /v2/images/${id}/actions/${action.id}`)).body
  assert.deepEqual([read.status, read.action.status], ['completed', 'completed'])
  assert.deepEqual((await t.call(`GET /v2/images/${id}/actions`)).body.actions, [read.action])
  for (const [region, message] of [
    ['fra1', 'region: the image is in fra1 already.'],
    ['moon', 'region: there is no region "moon".'],
    [undefined, 'region is required to transfer an image.'],
  ] as const)
    assert.deepEqual([(await transfer(region)).status, (await transfer(region)).body.message], [422, message])
})

test('of two transfers at once one is taken up, and a deleted image ends it as errored', async () => {
  await using t = await harness()
  const id = Number(await makeImage(t))
  const transfer = (region: string) => t.call(`POST /v2/images/${id}/actions`, { type: 'transfer', region })
  const answers = await Promise.all([transfer('fra1'), transfer('ams3')])
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 422])
  assert.equal((await t.call(`DELETE /v2/images/${id}`)).status, 204)
  await t.finishActions()
  assert.equal((await t.call(`GET /v2/images/${id}/actions`)).status, 404)
  const { read } = t.deps.main.database
  const { actions } = await pageOfActions(read, t.account, { page: 1, per_page: 20 })
  assert.deepEqual(
    actions.map((it) => it.status),
    ['errored'],
  )
})

test('a backup becomes a snapshot, and only a backup does', async () => {
  await using t = await harness()
  const id = Number(await makeImage(t, { type: 'backup' }))
  const act = (image: number, body: object) => t.call(`POST /v2/images/${image}/actions`, body)
  const early = await act(id, { type: 'transfer', region: 'fra1' })
  assert.deepEqual([early.status, /convert it to a snapshot first/.test(early.body.message)], [422, true])
  assert.equal((await act(id, { type: 'convert' })).status, 201)
  await t.finishActions()
  assert.equal((await t.call(`GET /v2/images/${id}`)).body.image.type, 'snapshot')
  const again = await act(id, { type: 'convert' })
  assert.deepEqual([again.status, /Only a backup can be converted/.test(again.body.message)], [422, true])
  assert.equal((await act(id, { type: 'explode' })).status, 400)
  assert.equal((await act(offered[0]?.id ?? 0, { type: 'convert' })).status, 404)
})
