import assert from 'node:assert/strict'
import { test } from 'node:test'
import { insertDroplet } from '../../../test/cloud/plain_droplets.ts'
import { harness } from '../../../test/harness.ts'

const FLOATING = '/v2/floating_ips'
const RESERVED = '/v2/reserved_ips'

test('floating IPs are reserved IPs by their old name', async () => {
  await using t = await harness()
  const droplet_id = await insertDroplet(t)
  const { ip } = (await t.call(`POST ${FLOATING}`, { region: 'nyc3' })).body.floating_ip
  const reserved = (await t.call(`POST ${RESERVED}`, { region: 'nyc3' })).body.reserved_ip.ip
  const { floating_ips, meta } = (await t.call(`GET ${FLOATING}`)).body
  assert.deepEqual([floating_ips, meta.total], [(await t.call(`GET ${RESERVED}`)).body.reserved_ips, 2])
  assert.deepEqual(
    (await t.call(`GET ${FLOATING}/${reserved}`)).body.floating_ip,
    (await t.call(`GET ${RESERVED}/${reserved}`)).body.reserved_ip,
  )
  const { body } = await t.call(`POST ${FLOATING}/${ip}/actions`, { type: 'assign', droplet_id })
  const { id, resource_type, type } = body.action
  assert.deepEqual([resource_type, type], ['floating_ip', 'assign_ip'])
  const typesOf = async (folder: string) => [
    (await t.call(`GET /v2/${folder}/${ip}/actions/${id}`)).body.action.resource_type,
    (await t.call(`GET /v2/${folder}/${ip}/actions`)).body.actions[0].resource_type,
  ]
  assert.deepEqual(await typesOf('floating_ips'), ['floating_ip', 'floating_ip'])
  assert.deepEqual(await typesOf('reserved_ips'), ['reserved_ip', 'reserved_ip'])
  await t.finishActions()
  assert.equal((await t.call(`GET ${RESERVED}/${ip}`)).body.reserved_ip.droplet.id, droplet_id)
  assert.equal((await t.call(`DELETE ${FLOATING}/${ip}`)).status, 204)
  assert.equal((await t.call(`GET ${RESERVED}/${ip}`)).status, 404)
})

test('their errors have the old name in them', async () => {
  await using t = await harness({ limits: { floating_ip_limit: 1 } })
  const droplet_id = await insertDroplet(t)
  const made = await t.call(`POST ${FLOATING}`, { droplet_id })
  assert.deepEqual(
    [made.status, made.body.floating_ip.locked, made.body.links.actions[0].rel],
    [202, true, 'assign_ip'],
  )
  const { ip } = made.body.floating_ip
  const refusals = [
    await t.call(`DELETE ${FLOATING}/${ip}`),
    await t.call(`POST ${FLOATING}`, { region: 'nyc3' }),
  ]
  assert.deepEqual(
    refusals.map(({ status, body }) => [status, body.message]),
    [
      [422, 'The floating IP already has a pending event.'],
      [422, 'creating this floating IP will exceed your floating IP limit of 1'],
    ],
  )
})
