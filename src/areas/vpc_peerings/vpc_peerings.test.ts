import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Harness, harness } from '../../../test/harness.ts'

const UNKNOWN = '5a4981aa-9653-4bd1-bef5-d6bff52042e4'

async function makeVpc(t: Harness, name: string, region = 'nyc3'): Promise<string> {
  return (await t.call('POST /v2/vpcs', { name, region })).body.vpc.id
}

const peer = (t: Harness, name: string, ...vpc_ids: string[]) =>
  t.call('POST /v2/vpc_peerings', { name, vpc_ids })

const statusOf = async (t: Harness, id: string) =>
  (await t.call(`GET /v2/vpc_peerings/${id}`)).body.vpc_peering?.status

test('a peering is provisioned, renamed, and gone some time after it was deleted', async () => {
  await using t = await harness()
  const ends = [await makeVpc(t, 'a'), await makeVpc(t, 'b', 'sfo3')]
  const created = await peer(t, 'a-b', ...ends)
  const { id, vpc_ids, ...rest } = created.body.vpc_peering
  assert.deepEqual(
    [created.status, rest],
    [202, { name: 'a-b', status: 'PROVISIONING', created_at: '2026-01-01T00:00:00.000Z' }],
  )
  assert.deepEqual(vpc_ids.toSorted(), ends.toSorted())
  await t.finishActions()
  assert.equal(await statusOf(t, id), 'ACTIVE')
  const renamed = await t.call(`PATCH /v2/vpc_peerings/${id}`, { name: 'b-a' })
  assert.deepEqual(renamed.body.vpc_peering, { ...rest, id, vpc_ids, name: 'b-a', status: 'ACTIVE' })
  const deleted = await t.call(`DELETE /v2/vpc_peerings/${id}`)
  assert.deepEqual([deleted.status, deleted.body.vpc_peering.status], [202, 'DELETING'])
  assert.equal((await t.call(`DELETE /v2/vpc_peerings/${id}`)).body.vpc_peering.status, 'DELETING')
  await t.finishActions()
  assert.equal((await t.call(`GET /v2/vpc_peerings/${id}`)).status, 404)
})

test('one that is deleted while it is being provisioned does not come back', async () => {
  await using t = await harness()
  const { id } = (await peer(t, 'x', await makeVpc(t, 'a'), await makeVpc(t, 'b'))).body.vpc_peering
  await t.call(`DELETE /v2/vpc_peerings/${id}`)
  t.clock.at = new Date(t.clock.at.getTime() + 5000)
  await t.engine.runDue()
  assert.equal(await statusOf(t, id), undefined)
  await t.finishActions()
  assert.equal(await statusOf(t, id), undefined)
})

test('a VPC makes, lists and renames its own peerings, and stays while it has one', async () => {
  await using t = await harness()
  const [a, b, c] = [await makeVpc(t, 'a'), await makeVpc(t, 'b'), await makeVpc(t, 'c')]
  const made = await t.call(`POST /v2/vpcs/${b}/peerings`, { name: 'b-c', vpc_id: c })
  assert.equal(made.status, 202)
  const { id } = made.body.peering
  const listed = (await t.call(`GET /v2/vpcs/${c}/peerings`)).body
  assert.deepEqual([listed.peerings, listed.meta.total], [[made.body.peering], 1])
  assert.deepEqual((await t.call(`GET /v2/vpcs/${a}/peerings`)).body.peerings, [])
  const renamed = await t.call(`PATCH /v2/vpcs/${c}/peerings/${id}`, { name: 'c-b' })
  assert.equal(renamed.body.peering.name, 'c-b')
  assert.equal((await t.call(`PATCH /v2/vpcs/${a}/peerings/${id}`, { name: 'x' })).status, 404)
  assert.equal((await t.call(`GET /v2/vpcs/${UNKNOWN}/peerings`)).status, 404)
  const kept = await t.call(`DELETE /v2/vpcs/${b}`)
  assert.deepEqual([kept.status, /with peerings/.test(kept.body.message)], [403, true])
  await t.call(`DELETE /v2/vpc_peerings/${id}`)
  await t.finishActions()
  assert.equal((await t.call(`DELETE /v2/vpcs/${b}`)).status, 204)
})

test('peerings are listed by the region of either end', async () => {
  await using t = await harness()
  const [a, b, c] = [await makeVpc(t, 'a'), await makeVpc(t, 'b'), await makeVpc(t, 'c', 'sfo3')]
  await peer(t, 'a-b', a, b)
  await peer(t, 'a-c', a, c)
  const names = async (query: string) => {
    const { body } = await t.call(`GET /v2/vpc_peerings${query}` as 'GET /v2/vpc_peerings')
    return [body.vpc_peerings.map((it: { name: string }) => it.name), body.meta.total]
  }
  assert.deepEqual(await names(''), [['a-b', 'a-c'], 2])
  assert.deepEqual(await names('?region=nyc3'), [['a-b', 'a-c'], 2])
  assert.deepEqual(await names('?region=nyc3&per_page=1&page=2'), [['a-c'], 2])
  assert.deepEqual(await names('?region=sfo3'), [['a-c'], 1])
  assert.deepEqual(await names('?region=fra1'), [[], 0])
  assert.equal((await t.call('GET /v2/vpc_peerings?region=nyc9')).status, 422)
})

test('what cannot be peered is refused', async () => {
  await using t = await harness()
  const [a, b, c] = [await makeVpc(t, 'a'), await makeVpc(t, 'b'), await makeVpc(t, 'c')]
  await peer(t, 'a-b', a, b)
  const said = async (answer: ReturnType<Harness['call']>) => {
    const { status, body } = await answer
    return `${status} ${body.message}`
  }
  assert.match(await said(peer(t, 'x.y', a, c)), /^400 name must be 1 to 255 letters, digits or dashes/)
  assert.match(await said(peer(t, 'x', a)), /^400 vpc_ids must have at least 2 items/)
  assert.match(await said(peer(t, 'x', a, a)), /^422 vpc_ids must name another VPC/)
  assert.equal(await said(peer(t, 'x', a, UNKNOWN)), `422 vpc_ids: there is no VPC "${UNKNOWN}".`)
  assert.match(await said(peer(t, 'x', b, a)), /^409 The VPCs .* are peered already/)
  assert.match(await said(peer(t, 'a-b', a, c)), /^422 name: a VPC peering with the same name already exists/)
  const below = t.call(`POST /v2/vpcs/${a}/peerings`, { name: 'x', vpc_id: UNKNOWN })
  assert.equal(await said(below), `422 vpc_id: there is no VPC "${UNKNOWN}".`)
  assert.match(await said(t.call(`POST /v2/vpcs/${UNKNOWN}/peerings`, { name: 'x', vpc_id: a })), /^404/)
})

test('one of two who peer the same VPCs at once, or peer and delete one, wins', async () => {
  await using t = await harness()
  const [a, b, c] = [await makeVpc(t, 'a'), await makeVpc(t, 'b'), await makeVpc(t, 'c')]
  const both = await Promise.all([peer(t, 'x', a, b), peer(t, 'y', b, a)])
  assert.deepEqual(both.map(({ status }) => status).sort(), [202, 409])
  const [peered, deleted] = await Promise.all([peer(t, 'z', b, c), t.call(`DELETE /v2/vpcs/${c}`)])
  assert.ok(
    [
      [202, 403],
      [422, 204],
    ].some(([one, other]) => peered.status === one && deleted.status === other),
    `${peered.status} ${deleted.status}`,
  )
})
