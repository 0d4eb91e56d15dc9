import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Harness, harness } from '../../../test/harness.ts'
import { type ActionKind, startAction } from '../../engine/action.ts'

const REBOOT: ActionKind = { resource_type: 'droplet', type: 'reboot', steps: [] }
const ASSIGN: ActionKind = { resource_type: 'floating_ip', type: 'assign_ip', steps: [] }
const SETTLE: ActionKind = { resource_type: 'load_balancer', type: 'settle', hidden: true, steps: [] }

async function start(t: Harness, kind: ActionKind, resource_id: string, region: string | null = null) {
  const wanted = { account: t.account, resource_id, region, input: {} }
  return t.deps.main.database.transact((tx) => startAction(t.deps, tx, kind, wanted))
}

test('actions of all resources are listed newest first, but for those that nobody asked for', async () => {
  await using t = await harness()
  await start(t, REBOOT, '7', 'nyc3')
  await start(t, SETTLE, crypto.randomUUID())
  await start(t, ASSIGN, '203.0.113.1', 'sfo3')
  const { body } = await t.call('GET /v2/actions')
  const [newest, { region, ...oldest }] = body.actions
  assert.deepEqual([newest.id, newest.resource_id, newest.region_slug], [2, 3405803777, 'sfo3'])
  assert.equal(region.slug, 'nyc3')
  assert.deepEqual(oldest, {
    id: 1,
    status: 'in-progress',
    type: 'reboot',
    started_at: '2026-01-01T00:00:00.000Z',
    completed_at: null,
    resource_id: 7,
    resource_type: 'droplet',
    region_slug: 'nyc3',
  })
  assert.equal(body.meta.total, 2)
  const { actions, links } = (await t.call('GET /v2/actions?per_page=1&page=2')).body
  assert.deepEqual([actions.length, actions[0].id], [1, 1])
  assert.deepEqual(Object.keys(links.pages), ['first', 'prev'])
})

test('an action is read by its id, by its own account alone', async () => {
  await using t = await harness()
  await start(t, REBOOT, '7', 'nyc3')
  assert.equal((await t.call('GET /v2/actions/1')).body.action.type, 'reboot')
  assert.equal((await t.call('GET /v2/actions/2')).status, 404)
  assert.equal((await t.call('GET /v2/actions/none')).status, 400)
  const { token } = await t.tokenFor(await t.accountNamed('others'))
  assert.equal((await t.call('GET /v2/actions/1', undefined, { token })).status, 404)
  assert.equal((await t.call('GET /v2/actions', undefined, { token })).body.meta.total, 0)
})
