import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeDroplet, readDroplet } from '../../../test/cloud/made_droplet.ts'
import { type Harness, harness } from '../../../test/harness.ts'

const actOn = (t: Harness, tag: string, body: object, token = t.token) =>
  t.call(`POST /v2/droplets/actions?tag_name=${tag}`, body, { token })

const statesOf = async (t: Harness, ids: string[]) =>
  Promise.all(ids.map(async (id) => (await readDroplet(t, id))?.body))

test('an action by tag is taken up by every Droplet with the tag that is not so already', async () => {
  await using t = await harness()
  const ids = [
    await makeDroplet(t, { tags: ['Web'] }),
    await makeDroplet(t, { tags: ['db'] }),
    await makeDroplet(t, { tags: ['web', 'db'] }),
    await makeDroplet(t, { tags: ['web'], status: 'off' }),
  ]
  const { status, body } = await actOn(t, 'WEB', { type: 'power_off' })
  assert.equal(status, 201)
  assert.deepEqual(
    body.actions.map((it: { resource_id: number; type: string }) => [it.resource_id, it.type]),
    [
      [1, 'power_off'],
      [3, 'power_off'],
    ],
  )
  await t.finishActions()
  const states = await statesOf(t, ids)
  assert.deepEqual(
    states.map((it) => it?.status),
    ['off', 'active', 'off', 'off'],
  )
  assert.ok(states.every((it) => it?.locked === false))
  assert.deepEqual((await actOn(t, 'web', { type: 'power_off' })).body, { actions: [] })
})

test('while one of them is busy, none is touched', async () => {
  await using t = await harness()
  const [idle, busy] = [await makeDroplet(t, { tags: ['web'] }), await makeDroplet(t, { tags: ['web'] })]
  await t.call(`POST /v2/droplets/${busy}/actions`, { type: 'reboot' })
  const { status, body } = await actOn(t, 'web', { type: 'shutdown' })
  assert.deepEqual([status, body.id], [422, 'unprocessable_entity'])
  assert.match(
    body.message,
    /^there are currently blocking events processing for one or more of the droplets/,
  )
  assert.deepEqual(
    (await statesOf(t, [idle, busy])).map((it) => it?.locked),
    [false, true],
  )
  await t.finishActions()
  assert.equal((await actOn(t, 'web', { type: 'shutdown' })).body.actions.length, 2)
})

test('two at once by tag: one takes all, the other none', async () => {
  await using t = await harness()
  for (let count = 0; count < 3; count++) await makeDroplet(t, { tags: ['web'] })
  const answers = await Promise.all([
    actOn(t, 'web', { type: 'power_cycle' }),
    actOn(t, 'web', { type: 'shutdown' }),
  ])
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 422])
  assert.equal(answers.find(({ status }) => status === 201)?.body.actions.length, 3)
})

test('snapshots, backups and IPv6 by tag', async () => {
  await using t = await harness()
  const ids = [await makeDroplet(t, { tags: ['web'] }), await makeDroplet(t, { tags: ['web'] })]
  for (const body of [
    { type: 'snapshot', name: 'nightly' },
    { type: 'enable_backups', backup_policy: { plan: 'weekly', weekday: 'MON', hour: 8 } },
    { type: 'enable_ipv6' },
    { type: 'enable_private_networking' },
  ]) {
    assert.equal((await actOn(t, 'web', body)).body.actions.length, 2, body.type)
    await t.finishActions()
  }
  const { body } = await t.call('GET /v2/images?private=true')
  assert.deepEqual(
    body.images.map(({ name }: { name: string }) => name),
    ['nightly', 'nightly'],
  )
  for (const state of await statesOf(t, ids)) {
    assert.deepEqual(state?.features, ['droplet_agent', 'backups', 'ipv6', 'private_networking'])
    assert.deepEqual(state?.backup_policy, { plan: 'weekly', weekday: 'MON', hour: 8 })
  }
  const [first, second] = (await statesOf(t, ids)).map((it) => it?.networks.v6[0]?.ip_address)
  assert.notEqual(first, second)
})

test('what cannot be done by tag, and a tag that is not there, are refused', async () => {
  await using t = await harness()
  await makeDroplet(t, { tags: ['web'] })
  for (const type of ['reboot', 'rebuild', 'resize', 'rename', 'restore', 'password_reset']) {
    const { status, body } = await actOn(t, 'web', { type })
    assert.deepEqual([status, body.id], [422, 'unprocessable_entity'])
    assert.match(body.message, new RegExp(`^type: ${type} cannot be done by tag`))
  }
  const nowhere = await actOn(t, 'nowhere', { type: 'power_off' })
  assert.deepEqual([nowhere.status, nowhere.body.message], [422, 'tag_name: there is no tag "nowhere".'])
  const untold = await t.call('POST /v2/droplets/actions', { type: 'power_off' })
  assert.deepEqual([untold.status, untold.body.message], [400, 'tag_name is required.'])
  const { token } = await t.tokenFor(t.account, ['droplet:update'])
  assert.match(
    (await actOn(t, 'web', { type: 'snapshot' }, token)).body.message,
    /lacks the scope image:create/,
  )
  const other = await t.tokenFor(await t.accountNamed('others'))
  assert.equal((await actOn(t, 'web', { type: 'power_off' }, other.token)).status, 422)
})
