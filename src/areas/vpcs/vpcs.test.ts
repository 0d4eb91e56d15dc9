import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Harness, harness } from '../../../test/harness.ts'
import { vpcFor } from '../../cloud/networks/vpcs.ts'
import type { Ctx } from '../../kernel/ctx.ts'
import { Documents } from '../../store/documents/documents.ts'
import { link } from '../../store/documents/links.ts'

const UNKNOWN = '5a4981aa-9653-4bd1-bef5-d6bff52042e4'

const create = (t: Harness, body: object) => t.call('POST /v2/vpcs', { region: 'nyc3', ...body })

async function made(t: Harness, body: object) {
  const { status, body: answer, text } = await create(t, body)
  assert.equal(status, 201, text)
  return answer.vpc
}

/** Something that lies in a VPC, as the areas of such resources make it. */
const place = (t: Harness, kind: string, { id, vpc_id }: { id: string; vpc_id: string }) =>
  t.deps.main.database.transact(async (tx) => {
    const { account } = t
    const created_at = t.clock.at.toISOString()
    await new Documents<object>(kind).insert(tx, { account, id, name: `${kind}-${id}`, created_at, body: {} })
    await link(tx, { account, from: { kind, id }, to: { kind: 'vpc', id: vpc_id } }, created_at)
  })

test('a VPC is created, read, listed, changed and deleted', async () => {
  await using t = await harness()
  const vpc = await made(t, {
    name: 'env.prod-vpc',
    description: 'for production',
    ip_range: '10.10.10.0/24',
  })
  assert.deepEqual(vpc, {
    id: vpc.id,
    urn: `do:vpc:${vpc.id}`,
    name: 'env.prod-vpc',
    description: 'for production',
    region: 'nyc3',
    ip_range: '10.10.10.0/24',
    default: false,
    created_at: '2026-01-01T00:00:00.000Z',
  })
  assert.deepEqual((await t.call(`GET /v2/vpcs/${vpc.id}`)).body.vpc, vpc)
  const patched = await t.call(`PATCH /v2/vpcs/${vpc.id}`, { name: 'env.prod' })
  assert.deepEqual(patched.body.vpc, { ...vpc, name: 'env.prod' })
  const put = await t.call(`PUT /v2/vpcs/${vpc.id}`, { name: 'env.prod' })
  assert.deepEqual(put.body.vpc, { ...vpc, name: 'env.prod', description: '' })
  const listed = (await t.call('GET /v2/vpcs?per_page=1')).body
  assert.deepEqual([listed.vpcs, listed.meta.total], [[put.body.vpc], 2])
  assert.equal((await t.call(`DELETE /v2/vpcs/${vpc.id}`)).status, 204)
  for (const request of ['GET', 'PUT', 'PATCH', 'DELETE'] as const)
    assert.equal((await t.call(`${request} /v2/vpcs/${vpc.id}`, { name: 'x' })).status, 404, request)
  assert.equal((await t.call(`GET /v2/vpcs/${vpc.id}/members`)).status, 404)
})

test('without a range a VPC gets a free /20, the same for nobody', async () => {
  await using t = await harness()
  await made(t, { name: 'wide', ip_range: '10.100.0.0/16' })
  const ranges = await Promise.all(['a', 'b', 'c'].map((name) => made(t, { name })))
  assert.deepEqual(ranges.map(({ ip_range }) => ip_range).sort(), [
    '10.101.16.0/20',
    '10.101.32.0/20',
    '10.101.48.0/20',
  ])
})

test('what is wrong with a range is said', async () => {
  await using t = await harness()
  await made(t, { name: 'prod', ip_range: '10.10.0.0/20' })
  const said = async (ip_range: string) => {
    const { status, body } = await create(t, { name: 'x', ip_range })
    return [status, body.message]
  }
  const notation = 'ip_range must be an IPv4 network in CIDR notation, such as 10.10.10.0/24, got '
  for (const range of ['', '10.1.0.0', '10.1.0.0/99', '10.256.0.0/24', '10.1.0.5/24', 'fd00::/48'])
    assert.deepEqual(await said(range), [422, `${notation}${JSON.stringify(range)}.`])
  for (const range of ['10.0.0.0/15', '10.1.0.0/29'])
    assert.deepEqual(await said(range), [
      422,
      `ip_range must be from a /28 to a /16 in size, got ${JSON.stringify(range)}.`,
    ])
  for (const range of ['8.8.8.0/24', '172.32.0.0/16', '192.169.0.0/16', '11.0.0.0/16'])
    assert.deepEqual(await said(range), [
      422,
      `ip_range must be within 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 (RFC 1918), got ${JSON.stringify(range)}.`,
    ])
  assert.deepEqual(await said('10.244.16.0/20'), [
    422,
    'ip_range: 10.244.16.0/20 overlaps with 10.244.0.0/16, which is reserved.',
  ])
  for (const range of ['10.10.0.0/16', '10.10.15.0/24', '10.10.0.0/20'])
    assert.deepEqual(await said(range), [
      422,
      'This range/size overlaps with another VPC network in your account: prod 10.10.0.0/20.',
    ])
  for (const ip_range of ['172.31.255.240/28', '192.168.0.0/16', '10.10.16.0/24'])
    assert.equal((await made(t, { name: `v${ip_range.replace('/', '-')}`, ip_range })).ip_range, ip_range)
})

test('name, description and region are checked', async () => {
  await using t = await harness()
  const vpc = await made(t, { name: 'prod' })
  const dev = await made(t, { name: 'dev' })
  const said = async (answer: ReturnType<Harness['call']>) => {
    const { status, body } = await answer
    return `${status} ${body.message}`
  }
  assert.match(await said(create(t, { name: 'no spaces' })), /^400 name must be 1 to 255 letters, digits/)
  assert.match(await said(create(t, {})), /^400 name is required/)
  assert.match(
    await said(create(t, { name: 'x', description: 'x'.repeat(256) })),
    /^400 description must have/,
  )
  assert.match(
    await said(create(t, { name: 'x', description: 'a\0b' })),
    /^400 description must be text without NUL/,
  )
  assert.equal(await said(create(t, { name: 'x', region: 'nyc9' })), '422 region: there is no region "nyc9".')
  const taken = '422 name: a VPC with the same name already exists: prod.'
  assert.equal(await said(create(t, { name: 'prod', region: 'sfo3' })), taken)
  assert.equal(await said(t.call(`PATCH /v2/vpcs/${dev.id}`, { name: 'prod' })), taken)
  assert.equal((await t.call(`PUT /v2/vpcs/${vpc.id}`, { name: 'prod' })).status, 200)
})

test('one of two who want a name or a range at once gets it', async () => {
  await using t = await harness()
  const names = await Promise.all([create(t, { name: 'a' }), create(t, { name: 'a' })])
  assert.deepEqual(names.map(({ status }) => status).sort(), [201, 422])
  const ip_range = '10.50.0.0/20'
  const ranges = await Promise.all([create(t, { name: 'b', ip_range }), create(t, { name: 'c', ip_range })])
  assert.deepEqual(ranges.map(({ status }) => status).sort(), [201, 422])
})

test('a region has one default VPC, which moves but does not go', async () => {
  await using t = await harness()
  const [own, elsewhere] = [await made(t, { name: 'own' }), await made(t, { name: 'far', region: 'sfo3' })]
  assert.deepEqual([own.default, elsewhere.default], [false, false])
  const list = async (): Promise<Array<{ id: string; name: string; default: boolean }>> =>
    (await t.call('GET /v2/vpcs')).body.vpcs
  const defaults = async () => (await list()).filter((it) => it.default).map(({ name }) => name)
  assert.deepEqual(await defaults(), ['default-nyc3', 'default-sfo3'])
  const first = (await list()).find(({ name }) => name === 'default-nyc3')?.id
  const kept = await t.call(`DELETE /v2/vpcs/${first}`)
  assert.deepEqual([kept.status, kept.body.message], [403, 'Can not delete default VPCs'])
  const unset = await t.call(`PATCH /v2/vpcs/${first}`, { default: false })
  assert.equal(unset.status, 422)
  assert.match(unset.body.message, /^default cannot be unset: .* of nyc3/)
  assert.equal((await t.call(`PATCH /v2/vpcs/${own.id}`, { default: true })).body.vpc.default, true)
  assert.deepEqual(await defaults(), ['own', 'default-sfo3'])
  assert.equal((await t.call(`DELETE /v2/vpcs/${first}`)).status, 204)
  const rivals = [await made(t, { name: 'b' }), await made(t, { name: 'c' })]
  await Promise.all(rivals.map(({ id }) => t.call(`PUT /v2/vpcs/${id}`, { default: true })))
  assert.equal((await defaults()).length, 2)
})

test('what lies in a VPC is listed to whoever may read it, and keeps the VPC', async () => {
  await using t = await harness()
  const { id: vpc_id } = await made(t, { name: 'main' })
  await place(t, 'load_balancer', { id: 'lb-1', vpc_id })
  for (const id of ['9', '10']) await place(t, 'droplet', { id, vpc_id })
  const created_at = t.clock.at.toISOString()
  const members = ['droplet:9', 'droplet:10', 'loadbalancer:lb-1'].map((it) => ({
    urn: `do:${it}`,
    name: it.replace('loadbalancer', 'load_balancer').replace(':', '-'),
    created_at,
  }))
  const list = async (query = '', token = t.token) => {
    const { body } = await t.call(`GET /v2/vpcs/${vpc_id}/members${query}`, undefined, { token })
    return [body.members, body.meta.total]
  }
  assert.deepEqual(await list(), [members, 3])
  assert.deepEqual(await list('?per_page=2&page=2'), [members.slice(2), 3])
  assert.deepEqual(await list('?resource_type=droplet'), [members.slice(0, 2), 2])
  assert.deepEqual(await list('?resource_type=loadbalancer'), [members.slice(2), 1])
  assert.deepEqual(await list('?resource_type=dbaas'), [[], 0])
  const { token } = await t.tokenFor(t.account, ['vpc:read', 'load_balancer:read'])
  assert.deepEqual(await list('', token), [members.slice(2), 1])
  const kept = await t.call(`DELETE /v2/vpcs/${vpc_id}`)
  assert.deepEqual([kept.status, kept.body.message], [403, 'Can not delete VPC with members'])
  await t.deps.main.database.transact(async (tx) => {
    for (const id of ['9', '10']) await new Documents('droplet').remove(tx, t.account, id)
    await new Documents('load_balancer').remove(tx, t.account, 'lb-1')
  })
  assert.equal((await t.call(`DELETE /v2/vpcs/${vpc_id}`)).status, 204)
})

test('a resource lies in the VPC that it names, or in the default of its region', async () => {
  await using t = await harness()
  const ctx = { deps: t.deps, principal: { account: t.account } } as unknown as Ctx
  const choose = (region: string, vpc_uuid?: string) =>
    t.deps.main.database.transact((tx) => vpcFor(ctx, tx, { region, vpc_uuid }))
  const named = await made(t, { name: 'default-sfo3' })
  const defaults = await Promise.all([choose('sfo3'), choose('sfo3')])
  assert.equal(defaults[0]?.id, defaults[1]?.id)
  assert.equal(defaults[0]?.name, 'default-sfo3-2', 'the name was taken')
  const { body } = await t.call('GET /v2/vpcs')
  assert.deepEqual(
    body.vpcs.map((it: { region: string; default: boolean }) => [it.region, it.default]),
    [
      ['nyc3', false],
      ['nyc3', true],
      ['sfo3', true],
    ],
  )
  assert.equal((await choose('nyc3', named.id)).id, named.id)
  await assert.rejects(choose('sfo3', named.id), /is in nyc3, not in sfo3/)
  await assert.rejects(choose('nyc3', UNKNOWN), /vpc_uuid: there is no VPC/)
})

test('a VPC that is deleted while a Droplet is made in it is gone without it, or stays with it', async () => {
  await using t = await harness()
  const machine = { region: 'nyc3', size: 's-1vcpu-1gb', image: 'ubuntu-24-04-x64' }
  for (const name of ['a', 'b', 'c']) {
    const { id: vpc_uuid } = await made(t, { name })
    const [droplet, deleted] = await Promise.all([
      t.call('POST /v2/droplets', { ...machine, name, vpc_uuid }),
      t.call(`DELETE /v2/vpcs/${vpc_uuid}`),
    ])
    const stays = droplet.status === 202 && deleted.status === 403
    assert.ok(stays || (droplet.status === 422 && deleted.status === 204), `${droplet.text} ${deleted.text}`)
    const { status, body } = await t.call(`GET /v2/vpcs/${vpc_uuid}/members`)
    assert.deepEqual([status, body.members?.length], stays ? [200, 1] : [404, undefined])
  }
})
