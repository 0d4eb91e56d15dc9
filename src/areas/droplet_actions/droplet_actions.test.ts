import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeDroplet, readDroplet } from '../../../test/cloud/made_droplet.ts'
import { type Harness, harness } from '../../../test/harness.ts'
import { pageOfActions } from '../../cloud/actions.ts'
import { droplets } from '../../cloud/droplets.ts'

const act = (t: Harness, id: string, body: object, token = t.token) =>
  t.call(`POST /v2/droplets/${id}/actions`, body, { token })

/** The answer to an action that must be taken up, when it has ended. */
async function done(t: Harness, id: string, body: object) {
  const { status, body: answer } = await act(t, id, body)
  assert.equal(status, 201, JSON.stringify(answer))
  await t.finishActions()
  return (await t.call(`GET /v2/droplets/${id}/actions/${answer.action.id}`)).body.action
}

async function refused(t: Harness, id: string, body: object, message: string | RegExp) {
  const { status, body: answer } = await act(t, id, body)
  assert.deepEqual([status, answer.id], [422, 'unprocessable_entity'], answer.message)
  if (typeof message === 'string') assert.equal(answer.message, message)
  else assert.match(answer.message, message)
}

const stateOf = async (t: Harness, id: string) => (await readDroplet(t, id))?.body

test('an action is in progress, with the Droplet locked, until its time is over', async () => {
  await using t = await harness()
  const id = await makeDroplet(t)
  const { status, body } = await act(t, id, { type: 'power_off' })
  const { region, ...action } = body.action
  assert.deepEqual([status, region.slug], [201, 'nyc3'])
  assert.deepEqual(action, {
    id: 1,
    status: 'in-progress',
    type: 'power_off',
    started_at: t.clock.at.toISOString(),
    completed_at: null,
    resource_id: Number(id),
    resource_type: 'droplet',
    region_slug: 'nyc3',
  })
  assert.equal((await stateOf(t, id))?.locked, true)
  await refused(t, id, { type: 'reboot' }, 'Droplet already has a pending event.')
  await t.finishActions()
  const { locked, status: power } = (await stateOf(t, id)) ?? {}
  assert.deepEqual([locked, power], [false, 'off'])
  const read = await t.call(`GET /v2/droplets/${id}/actions/1`)
  assert.equal(read.body.action.status, 'completed')
  const { body: listed } = await t.call(`GET /v2/droplets/${id}/actions`)
  assert.deepEqual([listed.meta.total, listed.actions], [1, [read.body.action]])
})

test('power goes on and off as it should, and what is so already is refused', async () => {
  await using t = await harness()
  const id = await makeDroplet(t)
  const power = async () => (await stateOf(t, id))?.status
  await refused(t, id, { type: 'power_on' }, 'Droplet is already powered on.')
  for (const [type, then] of [
    ['reboot', 'active'],
    ['password_reset', 'active'],
    ['shutdown', 'off'],
    ['shutdown', 'off'],
    ['power_on', 'active'],
    ['power_off', 'off'],
    ['password_reset', 'off'],
    ['power_cycle', 'active'],
  ] as const) {
    assert.equal((await done(t, id, { type })).status, 'completed')
    assert.equal(await power(), then, type)
  }
  await done(t, id, { type: 'power_off' })
  await refused(t, id, { type: 'power_off' }, 'Droplet is already powered off.')
  await refused(t, id, { type: 'reboot' }, 'Droplet is currently off. Please power it on to run this event.')
})

test('of two actions at once one is taken up', async () => {
  await using t = await harness()
  const id = await makeDroplet(t)
  const answers = await Promise.all([act(t, id, { type: 'reboot' }), act(t, id, { type: 'power_off' })])
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 422])
  assert.match(answers.find(({ status }) => status === 422)?.body.message, /already has a pending event/)
})

test('an action on a Droplet that goes meanwhile ends as errored', async () => {
  await using t = await harness()
  const id = await makeDroplet(t)
  await act(t, id, { type: 'power_off' })
  await t.installation.main.database.transact((tx) => droplets.remove(tx, t.account, id))
  await t.finishActions()
  const { read } = t.deps.main.database
  const { actions } = await pageOfActions(read, t.account, { page: 1, per_page: 20 })
  assert.deepEqual(
    actions.map(({ status }) => status),
    ['errored'],
  )
  assert.equal((await t.call(`GET /v2/droplets/${id}/actions/1`)).status, 404)
  assert.equal((await t.call(`GET /v2/droplets/${id}/actions`)).status, 404)
  assert.equal((await act(t, id, { type: 'power_on' })).status, 404)
})

test('resizing needs a Droplet that is off, and a size that is there, is not smaller and is another', async () => {
  await using t = await harness()
  const id = await makeDroplet(t)
  const resize = (size: string, disk?: boolean) => ({ type: 'resize', size, disk })
  await refused(t, id, { type: 'resize' }, /^size is required/)
  await refused(t, id, resize('huge'), 'size: there is no size "huge".')
  await refused(t, id, resize('gpu-l40sx1-48gb'), /^size: gpu-l40sx1-48gb is not available in nyc3\.$/)
  await refused(t, id, resize('s-1vcpu-1gb'), 'The droplet is already set to this size.')
  await refused(
    t,
    id,
    resize('s-2vcpu-2gb'),
    'Droplet is currently on. Please power it off to run this event.',
  )
  await done(t, id, { type: 'power_off' })
  await done(t, id, resize('s-2vcpu-2gb'))
  const small = await stateOf(t, id)
  assert.deepEqual([small?.size, small?.disk, small?.status], ['s-2vcpu-2gb', 25, 'off'])
  await done(t, id, resize('s-1vcpu-1gb'))
  await done(t, id, resize('s-2vcpu-2gb'))
  await done(t, id, resize('s-2vcpu-2gb', true))
  assert.equal((await stateOf(t, id))?.disk, 60)
  await refused(t, id, resize('s-1vcpu-1gb'), /^Size can not decrease size of Droplet's disk image/)
  await refused(t, id, resize('s-2vcpu-2gb', true), 'The droplet is already set to this size.')
})

test('a Droplet that gets GPUs is listed with those that have some', async () => {
  await using t = await harness()
  const id = await makeDroplet(t, { region: 'tor1', status: 'off' })
  await done(t, id, { type: 'resize', size: 'gpu-l40sx1-48gb' })
  assert.equal((await readDroplet(t, id))?.type, 'gpus')
  await done(t, id, { type: 'resize', size: 's-1vcpu-1gb' })
  assert.equal((await readDroplet(t, id))?.type, null)
})

test('a Droplet is renamed to what can be a host name', async () => {
  await using t = await harness()
  const id = await makeDroplet(t)
  await refused(t, id, { type: 'rename' }, /^name is required/)
  for (const name of ['', 'a b', 'a_b', 'ä'])
    await refused(t, id, { type: 'rename', name }, /Only valid hostname characters are allowed/)
  await done(t, id, { type: 'rename', name: 'db-1.example.com' })
  assert.equal((await readDroplet(t, id))?.name, 'db-1.example.com')
})

test('backups are enabled by a policy, changed and disabled', async () => {
  await using t = await harness()
  const id = await makeDroplet(t)
  const policy = { plan: 'weekly', weekday: 'WED', hour: 20 }
  await refused(t, id, { type: 'disable_backups' }, 'Backups have already been disabled on this Droplet.')
  await refused(t, id, { type: 'change_backup_policy', backup_policy: policy }, /^Backups are not enabled/)
  await done(t, id, { type: 'enable_backups' })
  const daily = await stateOf(t, id)
  assert.deepEqual(daily?.backup_policy, { plan: 'daily', hour: 0 })
  assert.deepEqual(daily?.features, ['droplet_agent', 'backups'])
  await refused(t, id, { type: 'enable_backups' }, 'Backups have already been enabled on this Droplet.')
  await refused(t, id, { type: 'change_backup_policy' }, /^backup_policy is required/)
  await done(t, id, { type: 'change_backup_policy', backup_policy: policy })
  const weekly = await stateOf(t, id)
  assert.deepEqual(weekly?.backup_policy, policy)
  // The clock of a test begins on Thursday, the 1st of January 2026.
  assert.deepEqual(weekly?.next_backup_window, {
    start: '2026-01-07T20:00:00.000Z',
    end: '2026-01-08T00:00:00.000Z',
  })
  await done(t, id, { type: 'disable_backups' })
  const { backup_policy, next_backup_window, features } = (await stateOf(t, id)) ?? {}
  assert.deepEqual([backup_policy, next_backup_window, features], [null, null, ['droplet_agent']])
})

test('a window of backups is one that is still to come', async () => {
  await using t = await harness()
  const id = await makeDroplet(t)
  t.clock.at = new Date('2026-01-01T02:30:00Z')
  // The action ends an hour later, at half past three.
  await done(t, id, { type: 'enable_backups', backup_policy: { plan: 'daily', hour: 4 } })
  assert.equal((await stateOf(t, id))?.next_backup_window?.start, '2026-01-01T04:00:00.000Z')
  const weekly = { plan: 'weekly', weekday: 'THU', hour: 4 }
  await done(t, id, { type: 'change_backup_policy', backup_policy: weekly })
  assert.equal((await stateOf(t, id))?.next_backup_window?.start, '2026-01-08T04:00:00.000Z')
})

test('a Droplet gets an IPv6 address, and a private one of its VPC, once', async () => {
  await using t = await harness()
  const id = await makeDroplet(t)
  await done(t, id, { type: 'enable_ipv6' })
  await done(t, id, { type: 'enable_private_networking' })
  const state = await stateOf(t, id)
  assert.deepEqual(state?.features, ['droplet_agent', 'ipv6', 'private_networking'])
  const [v6] = state?.networks.v6 ?? []
  assert.match(v6?.ip_address ?? '', /^2001:db8:/)
  assert.deepEqual([v6?.netmask, v6?.type], [64, 'public'])
  const [v4] = state?.networks.v4 ?? []
  assert.deepEqual([v4?.netmask, v4?.type], ['255.255.240.0', 'private'])
  assert.match(v4?.ip_address ?? '', /^10\.100\.0\.\d+$/)
  await refused(t, id, { type: 'enable_ipv6' }, /already been enabled/)
  await refused(t, id, { type: 'enable_private_networking' }, /already been enabled/)
})

test('no Droplet has a kernel that could be changed', async () => {
  await using t = await harness()
  const id = await makeDroplet(t)
  await refused(t, id, { type: 'change_kernel' }, /^kernel is required/)
  await refused(t, id, { type: 'change_kernel', kernel: 7 }, /^kernel: there is no kernel 7 for the Droplet/)
})

test('some actions need a scope of their own beside the operation’s', async () => {
  await using t = await harness()
  const id = await makeDroplet(t)
  const { token } = await t.tokenFor(t.account, ['droplet:update', 'droplet:read'])
  for (const [type, scope] of [
    ['restore', 'droplet:admin'],
    ['rebuild', 'droplet:admin'],
    ['password_reset', 'droplet:admin'],
    ['resize', 'droplet:create'],
    ['snapshot', 'image:create'],
  ] as const) {
    const { status, body } = await act(t, id, { type }, token)
    assert.equal(status, 403, type)
    assert.match(body.message, new RegExp(`lacks the scope ${scope}\\.$`))
  }
  assert.equal((await act(t, id, { type: 'reboot' }, token)).status, 201)
})

test('what is no action is refused by name', async () => {
  await using t = await harness()
  const id = await makeDroplet(t)
  for (const [body, message] of [
    [{}, /^type is required/],
    [{ type: 'explode' }, /^type must be one of enable_backups, .*, got "explode"/],
    [{ type: 'rename', name: 7 }, /^name must be a string/],
    [{ type: 'rebuild', image: '\u0000' }, /^image must be the id or the slug of an image/],
    [{ type: 'rebuild', image: true }, /^image must be/],
    [{ type: 'enable_backups', backup_policy: { hour: 3 } }, /^backup_policy\.hour must be one of 0, 4/],
  ] as const) {
    const answer = await act(t, id, body)
    assert.equal(answer.status, 400, JSON.stringify(body))
    assert.match(answer.body.message, message)
  }
  assert.equal((await stateOf(t, id))?.locked, false)
})

test('another account’s Droplet is not found', async () => {
  await using t = await harness()
  const id = await makeDroplet(t)
  await done(t, id, { type: 'reboot' })
  const { token } = await t.tokenFor(await t.accountNamed('others'))
  assert.equal((await act(t, id, { type: 'reboot' }, token)).status, 404)
  for (const path of [`/v2/droplets/${id}/actions`, `/v2/droplets/${id}/actions/1`] as const)
    assert.equal((await t.call(`GET ${path}`, undefined, { token })).status, 404)
  const other = await makeDroplet(t)
  assert.equal((await t.call(`GET /v2/droplets/${other}/actions/1`)).status, 404)
})
