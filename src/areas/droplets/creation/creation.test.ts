import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Harness, harness } from '../../../../test/harness.ts'
import { findAction } from '../../../cloud/actions.ts'
import { images } from '../../../cloud/images.ts'
import { defaultVpc, vpcs } from '../../../cloud/networks/vpcs.ts'
import { findDefaultProject } from '../../../cloud/projects.ts'
import type { Ctx } from '../../../kernel/ctx.ts'
import type { Db } from '../../../store/database.ts'
import { Documents } from '../../../store/documents/documents.ts'
import { sourcesOf } from '../../../store/documents/links.ts'

const volumes = new Documents<object>('volume')
const ssh_keys = new Documents<object>('ssh_key')
const wanted = { name: 'web-1', region: 'nyc3', size: 's-1vcpu-1gb', image: 'ubuntu-24-04-x64' }

const create = (t: Harness, more: object = {}) => t.call('POST /v2/droplets', { ...wanted, ...more })
const transact = <Result>(t: Harness, work: (tx: Db) => Promise<Result>) =>
  t.installation.main.database.transact(work)
const made = (t: Harness, name: string) => ({
  account: t.account,
  name,
  created_at: t.clock.at.toISOString(),
  body: {},
})
const makeVolume = (t: Harness, region = 'nyc3', name = 'data') =>
  transact(t, async (tx) => {
    const { document } = await volumes.insert(tx, { ...made(t, name), id: crypto.randomUUID(), region })
    return document.id
  })

test('a Droplet starts as new and becomes active by its create action', async () => {
  await using t = await harness()
  const { status, body } = await create(t, { ipv6: true, monitoring: true, tags: ['Web'] })
  assert.equal(status, 202)
  const { droplet, links } = body
  assert.deepEqual([droplet.status, droplet.locked, droplet.size_slug], ['new', true, 's-1vcpu-1gb'])
  assert.deepEqual(droplet.features, ['ipv6', 'monitoring', 'droplet_agent', 'private_networking'])
  assert.deepEqual([droplet.tags, droplet.backup_ids, droplet.next_backup_window], [['Web'], [], null])
  assert.deepEqual(
    droplet.networks.v4.map((it: { type: string }) => it.type),
    ['public', 'private'],
  )
  assert.equal(droplet.networks.v6.length, 1)
  assert.deepEqual(links.actions, [{ id: 1, rel: 'create', href: 'http://localhost/v2/actions/1' }])
  assert.deepEqual((await t.call(`GET /v2/droplets/${droplet.id}`)).body, { droplet })
  await t.finishActions()
  const later = (await t.call(`GET /v2/droplets/${droplet.id}`)).body.droplet
  assert.deepEqual([later.status, later.locked], ['active', false])
  const { read } = t.deps.main.database
  const project = await findDefaultProject(read, t.account)
  const holders = await sourcesOf(read, t.account, { kind: 'droplet', id: String(droplet.id) }, 'project')
  assert.deepEqual(holders, [project?.id])
})

test('what clients leave empty is as if it were left out', async () => {
  await using t = await harness()
  const empty = { ssh_keys: null, tags: null, volumes: null, user_data: '', vpc_uuid: '', backups: null }
  const { status, body } = await create(t, { ...empty, private_networking: false, region: '' })
  assert.equal(status, 202)
  assert.deepEqual(body.droplet.features, ['droplet_agent', 'private_networking'])
})

test('several Droplets are made alike, each with addresses and an action of its own', async () => {
  await using t = await harness()
  const { name: _, ...rest } = wanted
  const { status, body } = await t.call('POST /v2/droplets', { ...rest, names: ['a', 'b', 'c'] })
  assert.equal(status, 202)
  assert.deepEqual(
    body.droplets.map((it: { name: string }) => it.name),
    ['a', 'b', 'c'],
  )
  assert.equal(body.links.actions.length, 3)
  const addresses = body.droplets.flatMap(({ networks }: { networks: { v4: { ip_address: string }[] } }) =>
    networks.v4.map(({ ip_address }) => ip_address),
  )
  assert.equal(new Set(addresses).size, 6)
  const eleven = Array.from({ length: 11 }, (_, at) => `n-${at}`)
  const refused = await t.call('POST /v2/droplets', { ...rest, names: eleven })
  assert.deepEqual(
    [refused.status, refused.body.message],
    [400, 'names must have at most 10 items, got an array.'],
  )
})

test('the limit counts all Droplets of a request, and none is made beyond it', async () => {
  await using t = await harness({ limits: { droplet_limit: 3 } })
  const { name: _, ...rest } = wanted
  await create(t)
  const refused = await t.call('POST /v2/droplets', { ...rest, names: ['a', 'b', 'c'] })
  const message = 'creating this/these droplet(s) will exceed your droplet limit'
  assert.deepEqual([refused.status, refused.body.message], [422, message])
  assert.equal((await t.call('GET /v2/droplets')).body.meta.total, 1)
  const statuses = (await Promise.all([1, 2, 3].map(() => create(t)))).map(({ status }) => status)
  assert.deepEqual(statuses.sort(), [202, 202, 422])
})

test('a region may be a prefix, or follow from what is named, or be left to the cloud', async () => {
  await using t = await harness()
  const regionOf = async (more: object) => (await create(t, more)).body.droplet.region.slug
  assert.match(await regionOf({ region: 'nyc' }), /^nyc\d$/)
  assert.match(await regionOf({ region: undefined }), /^[a-z]{3}\d$/)
  assert.equal(await regionOf({ region: undefined, volumes: [await makeVolume(t, 'fra1')] }), 'fra1')
  const ctx = { deps: t.deps, principal: { account: t.account } } as unknown as Ctx
  const vpc = await transact(t, (tx) => defaultVpc(ctx, tx, 'sgp1'))
  assert.equal(await regionOf({ region: undefined, vpc_uuid: vpc.id }), 'sgp1')
})

test('a Droplet without public networking has no public address', async () => {
  await using t = await harness()
  const { body } = await create(t, { public_networking: false })
  assert.deepEqual(
    body.droplet.networks.v4.map((it: { type: string }) => it.type),
    ['private'],
  )
  assert.equal((await create(t, { public_networking: false, ipv6: true })).status, 422)
})

test('SSH keys are named by id or fingerprint, and user data is kept but never shown', async () => {
  await using t = await harness()
  const { document } = await transact(t, (tx) =>
    ssh_keys.insert(tx, { ...made(t, 'mine'), type: '3b:16:e4' }),
  )
  const { body } = await create(t, {
    ssh_keys: [Number(document.id), '3b:16:e4'],
    user_data: 'the-user-data',
  })
  assert.equal(body.droplet.name, 'web-1')
  const { text } = await t.call(`GET /v2/droplets/${body.droplet.id}`)
  assert.ok(!text.includes('the-user-data') && !t.log.join('').includes('the-user-data'))
  for (const key of [99, '99', 'aa:bb']) {
    const refused = await create(t, { ssh_keys: [key] })
    assert.deepEqual([refused.status, refused.body.message], [422, `ssh_keys: there is no SSH key "${key}".`])
  }
})

test('a volume is attached to the one Droplet that gets it', async () => {
  await using t = await harness()
  const id = await makeVolume(t)
  const both = await Promise.all([create(t, { volumes: [id] }), create(t, { volumes: [{ id }] })])
  const [winner] = both.filter(({ status }) => status === 202)
  const [loser] = both.filter(({ status }) => status === 422)
  assert.deepEqual(winner?.body.droplet.volume_ids, [id])
  assert.match(loser?.body.message, /^volumes: the volume \S+ is attached to the Droplet \d already\.$/)
  await makeVolume(t, 'sfo3', 'named')
  const named = await create(t, { region: 'sfo3', volumes: [{ name: 'named' }] })
  assert.equal(named.body.droplet.volume_ids.length, 1)
  await t.call(`DELETE /v2/droplets/${winner?.body.droplet.id}`)
  assert.equal((await create(t, { volumes: [id] })).status, 202)
})

test('an image of the account is used like a public one, once it is available and where it is', async () => {
  await using t = await harness()
  const body = {
    distribution: 'Ubuntu',
    regions: ['nyc3'],
    min_disk_size: 25,
    size_gigabytes: 1,
    description: '',
    status: 'available' as const,
    error_message: '',
  }
  const insert = (part: object) =>
    transact(t, (tx) =>
      images.insert(tx, { ...made(t, 'mine'), type: 'snapshot', body: { ...body, ...part } }),
    )
  const image = Number((await insert({})).document.id)
  assert.equal((await create(t, { image })).body.droplet.image.id, image)
  assert.match(
    (await create(t, { image, region: 'sfo3' })).body.message,
    /^image: the image \d+ is not available in sfo3/,
  )
  assert.match((await create(t, { image, size: 's-1vcpu-512mb-10gb' })).body.message, /needs a disk of 25 GB/)
  const { token } = await t.tokenFor(t.account, ['droplet:create'])
  assert.equal((await t.call('POST /v2/droplets', { ...wanted, image }, { token })).status, 403)
  const pending = Number((await insert({ status: 'pending' })).document.id)
  assert.match((await create(t, { image: pending })).body.message, /is pending, not available/)
})

const HOSTNAME = 'Only valid hostname characters are allowed. (a-z, A-Z, 0-9, . and -)'
for (const [name, more, status, said] of [
  ['a name with an underscore', { name: 'web_1' }, 422, HOSTNAME],
  ['a name that ends in a hyphen', { name: 'web-' }, 422, HOSTNAME],
  ['an empty name', { name: '' }, 422, HOSTNAME],
  ['a long name', { name: 'a'.repeat(256) }, 422, 'name must have at most 255 characters, got 256.'],
  ['no name', { name: null }, 400, /^name is required/],
  ['name and names', { names: ['a'] }, 400, /^name and names/],
  ['an unknown size', { size: 'huge' }, 422, 'size: there is no size "huge".'],
  ['an unknown image', { image: 'os-2' }, 422, 'You specified an invalid image for Droplet creation.'],
  ['an unknown region', { region: 'xyz1' }, 422, 'region: there is no region "xyz1".'],
  ['a part of a prefix', { region: 'ny' }, 422, 'region: there is no region "ny".'],
  ['a closed region', { region: 'sfo1' }, 422, 'region: sfo1 takes no new Droplets.'],
  ['a size elsewhere', { size: 'gpu-l40sx1-48gb' }, 422, 'size: gpu-l40sx1-48gb is not available in nyc3.'],
  ['a VPC that is none', { vpc_uuid: 'x' }, 422, 'vpc_uuid: there is no VPC "x".'],
  ['a volume that is none', { volumes: ['x'] }, 422, 'volumes: there is no volume "x".'],
  ['a tag that is none', { tags: ['a b'] }, 400, /^tags\.0 must be 1 to 255 letters/],
  [
    'much user data',
    { user_data: 'ü'.repeat(32_769) },
    422,
    /^user_data must have at most 64 KiB, got 65538/,
  ],
  ['a NUL in user data', { user_data: 'the\u0000data' }, 400, /^user_data must be text without NUL/],
  ['a policy without backups', { backup_policy: { plan: 'daily' } }, 422, /^backup_policy needs backups/],
  [
    'an odd hour',
    { backups: true, backup_policy: { hour: 5 } },
    400,
    /^backup_policy.hour must be one of 0, 4/,
  ],
] as Array<[string, object, number, string | RegExp]>) {
  test(`${name} is refused, and nothing is made`, async () => {
    await using t = await harness()
    const refused = await create(t, more)
    assert.equal(refused.status, status, refused.text)
    if (typeof said === 'string') assert.equal(refused.body.message, said)
    else assert.match(refused.body.message, said)
    assert.equal((await t.call('GET /v2/droplets')).body.meta.total, 0)
    assert.equal((await vpcs.all(t.deps.main.database.read, t.account)).length, 0)
  })
}

test('each thing that is named needs the scope to read it', async () => {
  await using t = await harness()
  for (const [scope, more] of [
    ['tag:create', { tags: ['a'] }],
    ['ssh_key:read', { ssh_keys: [1] }],
    ['block_storage:read', { volumes: ['x'] }],
    ['vpc:read', { vpc_uuid: 'x' }],
  ] as const) {
    const { token } = await t.tokenFor(t.account, ['droplet:create'])
    const refused = await t.call('POST /v2/droplets', { ...wanted, ...more }, { token })
    assert.equal(refused.status, 403)
    assert.ok(refused.body.message.includes(scope), refused.body.message)
  }
})

test('what belongs to another account is as if it were not there', async () => {
  await using t = await harness()
  const volume = await makeVolume(t)
  const ctx = { deps: t.deps, principal: { account: t.account } } as unknown as Ctx
  const vpc = await transact(t, (tx) => defaultVpc(ctx, tx, 'nyc3'))
  const { token } = await t.tokenFor(await t.accountNamed('strangers'))
  for (const more of [{ volumes: [volume] }, { vpc_uuid: vpc.id }])
    assert.equal((await t.call('POST /v2/droplets', { ...wanted, ...more }, { token })).status, 422)
})

test('a volume in another region, one too many, or one for several Droplets is not attached', async () => {
  await using t = await harness()
  const elsewhere = await makeVolume(t, 'sfo3')
  assert.match((await create(t, { volumes: [elsewhere] })).body.message, /is in sfo3, not in nyc3/)
  const many = await Promise.all(Array.from({ length: 16 }, (_, at) => makeVolume(t, 'nyc3', `v-${at}`)))
  assert.match((await create(t, { volumes: many })).body.message, /at most 15 volumes, got 16/)
  assert.equal((await create(t, { volumes: many.slice(1) })).body.droplet.volume_ids.length, 15)
  const { name: _, ...rest } = wanted
  const two = await t.call('POST /v2/droplets', { ...rest, names: ['a', 'b'], volumes: [many[0]] })
  assert.match(two.body.message, /attached to one Droplet only/)
})

test('a Droplet that is destroyed before it is there leaves an action that has failed', async () => {
  await using t = await harness()
  const { body } = await create(t)
  assert.equal((await t.call(`DELETE /v2/droplets/${body.droplet.id}`)).status, 204)
  await t.finishActions()
  const action = await findAction(t.deps.main.database.read, t.account, {
    id: String(body.links.actions[0].id),
  })
  assert.equal(action?.status, 'errored')
})
