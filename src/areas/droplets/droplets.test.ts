import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Harness, harness } from '../../../test/harness.ts'
import { nextBackupWindow } from '../../cloud/backup_policy.ts'
import { images } from '../../cloud/images.ts'
import { firewalls } from '../../cloud/networks/firewalls.ts'
import { tagRef, tags } from '../../cloud/tags.ts'
import { Documents } from '../../store/documents/documents.ts'
import { link, targetsOf } from '../../store/documents/links.ts'

const wanted = { region: 'nyc3', size: 's-1vcpu-1gb', image: 'ubuntu-24-04-x64' }

async function make(t: Harness, name: string, more: object = {}, token = t.token): Promise<number> {
  const { status, body } = await t.call('POST /v2/droplets', { ...wanted, ...more, name }, { token })
  assert.equal(status, 202)
  return body.droplet.id
}

async function list(t: Harness, query = '') {
  const { status, body } = await t.call(`GET /v2/droplets${query}`)
  assert.equal(status, 200)
  const names: string[] = body.droplets.map((it: { name: string }) => it.name)
  return { names, total: body.meta.total, links: body.links }
}

test('Droplets are listed in the order of creation, by pages, and each as it is read', async () => {
  await using t = await harness()
  for (const name of ['a', 'b', 'c']) await make(t, name)
  assert.deepEqual((await list(t)).names, ['a', 'b', 'c'])
  const second = await list(t, '?per_page=2&page=2')
  assert.deepEqual([second.names, second.total], [['c'], 3])
  assert.match(second.links.pages.prev, /per_page=2&page=1/)
  const { body } = await t.call('GET /v2/droplets')
  for (const droplet of body.droplets)
    assert.deepEqual((await t.call(`GET /v2/droplets/${droplet.id}`)).body, { droplet })
  assert.equal((await t.call('GET /v2/droplets/4')).status, 404)
})

test('a list is of one name, one tag, or of those with GPUs', async () => {
  await using t = await harness()
  await make(t, 'Web-1', { tags: ['Front', 'all'] })
  await make(t, 'web-1', { tags: ['all'] })
  await make(t, 'db-1')
  await make(t, 'gpu-1', { region: 'tor1', size: 'gpu-l40sx1-48gb', tags: ['all'] })
  assert.deepEqual(await list(t), { names: ['Web-1', 'web-1', 'db-1'], total: 3, links: {} })
  assert.deepEqual((await list(t, '?type=droplets')).total, 3)
  assert.deepEqual(await list(t, '?type=gpus'), { names: ['gpu-1'], total: 1, links: {} })
  assert.deepEqual((await list(t, '?name=WEB-1')).names, ['Web-1', 'web-1'])
  assert.deepEqual((await list(t, '?name=web')).total, 0)
  assert.deepEqual((await list(t, '?tag_name=front')).names, ['Web-1'])
  const tagged = await list(t, '?tag_name=all&per_page=2&page=2')
  assert.deepEqual([tagged.names, tagged.total], [['gpu-1'], 3])
  assert.deepEqual((await list(t, '?tag_name=none')).total, 0)
  for (const odd of ['name=x', 'type=gpus'])
    assert.equal((await t.call(`GET /v2/droplets?tag_name=all&${odd}`)).status, 400)
})

test('a Droplet with GPUs tells of them', async () => {
  await using t = await harness()
  const id = await make(t, 'gpu-1', { region: 'tor1', size: 'gpu-l40sx1-48gb' })
  const { droplet } = (await t.call(`GET /v2/droplets/${id}`)).body
  assert.deepEqual(droplet.gpu_info, droplet.size.gpu_info)
  assert.equal(droplet.gpu_info.count, 1)
})

test('a destroyed Droplet is gone with all that referred to it, once', async () => {
  await using t = await harness()
  const volumes = new Documents<object>('volume')
  const created_at = t.clock.at.toISOString()
  const { account } = t
  const { document: volume } = await t.installation.main.database.transact((tx) =>
    volumes.insert(tx, { account, id: 'v', name: 'v', region: 'nyc3', created_at, body: {} }),
  )
  const id = await make(t, 'a', { volumes: [volume.id], tags: ['x'] })
  const both = await Promise.all([1, 2].map(() => t.call(`DELETE /v2/droplets/${id}`)))
  assert.deepEqual(both.map(({ status }) => status).sort(), [204, 404])
  assert.equal((await t.call(`GET /v2/droplets/${id}`)).status, 404)
  const { read } = t.deps.main.database
  assert.deepEqual(await targetsOf(read, account, { kind: 'volume', id: volume.id }, 'droplet'), [])
  assert.deepEqual(await targetsOf(read, account, tagRef('x'), 'droplet'), [])
  assert.equal((await list(t)).total, 0)
})

test('those with a tag are destroyed together, and no others', async () => {
  await using t = await harness()
  for (const name of ['a', 'b']) await make(t, name, { tags: ['old'] })
  await make(t, 'c', { tags: ['new'] })
  const stranger = (await t.tokenFor(await t.accountNamed('strangers'))).token
  const theirs = await make(t, 'd', { tags: ['old'] }, stranger)
  assert.equal((await t.call('DELETE /v2/droplets?tag_name=OLD')).status, 204)
  assert.deepEqual((await list(t)).names, ['c'])
  assert.equal((await t.call('DELETE /v2/droplets?tag_name=old')).status, 204)
  assert.equal((await t.call('DELETE /v2/droplets?tag_name=none')).status, 404)
  assert.equal((await t.call(`GET /v2/droplets/${theirs}`, undefined, { token: stranger })).status, 200)
  const { token } = await t.tokenFor(t.account, ['droplet:delete'])
  assert.equal((await t.call('DELETE /v2/droplets?tag_name=new', undefined, { token })).status, 403)
})

test('snapshots and backups of a Droplet are listed apart, and counted in it', async () => {
  await using t = await harness()
  const id = await make(t, 'a')
  const { account } = t
  const created_at = t.clock.at.toISOString()
  const body = {
    distribution: 'Ubuntu',
    regions: ['nyc3'],
    min_disk_size: 25,
    size_gigabytes: 2.5,
    description: '',
    status: 'available' as const,
    error_message: '',
  }
  await t.installation.main.database.transact(async (tx) => {
    for (const [name, type] of [
      ['one', 'snapshot'],
      ['two', 'snapshot'],
      ['three', 'backup'],
    ] as const) {
      const { document } = await images.insert(tx, { account, name, type, created_at, body })
      const to = { kind: 'droplet', id: String(id) }
      await link(tx, { account, from: { kind: 'image', id: document.id }, to }, created_at)
    }
  })
  const { droplet } = (await t.call(`GET /v2/droplets/${id}`)).body
  const snapshots = (await t.call(`GET /v2/droplets/${id}/snapshots?per_page=1`)).body
  assert.deepEqual([droplet.snapshot_ids.length, droplet.backup_ids.length, snapshots.meta.total], [2, 1, 2])
  assert.deepEqual([snapshots.snapshots[0].name, snapshots.snapshots[0].id], ['one', droplet.snapshot_ids[0]])
  const { backups } = (await t.call(`GET /v2/droplets/${id}/backups`)).body
  assert.deepEqual([backups.length, backups[0].type, backups[0].size_gigabytes], [1, 'backup', 2.5])
})

test('the firewalls of a Droplet are those by its id and by its tags', async () => {
  await using t = await harness()
  const id = await make(t, 'a', { tags: ['web'] })
  const { account } = t
  const created_at = t.clock.at.toISOString()
  await t.installation.main.database.transact(async (tx) => {
    for (const [name, to] of [
      ['by-id', { kind: 'droplet', id: String(id) }],
      ['by-tag', tagRef('web')],
      ['other', undefined],
    ] as const) {
      const body = {
        status: 'succeeded' as const,
        inbound_rules: [],
        outbound_rules: [],
        pending: [],
        revision: 0,
      }
      const wall = { account, id: crypto.randomUUID(), name, created_at, body }
      const { document } = await firewalls.insert(tx, wall)
      if (to) await link(tx, { account, from: { kind: 'firewall', id: document.id }, to }, created_at)
    }
  })
  const { body } = await t.call(`GET /v2/droplets/${id}/firewalls`)
  assert.deepEqual(
    body.firewalls.map((it: { name: string }) => it.name),
    ['by-id', 'by-tag'],
  )
  assert.deepEqual([body.firewalls[0].droplet_ids, body.meta.total], [[id], 2])
})

test('backup policies tell the plan and the next window', async () => {
  await using t = await harness()
  const plain = await make(t, 'plain')
  const daily = await make(t, 'daily', { backups: true })
  const weekly = await make(t, 'weekly', {
    backups: true,
    backup_policy: { plan: 'weekly', weekday: 'SUN', hour: 20 },
  })
  const { policies, meta } = (await t.call('GET /v2/droplets/backups/policies')).body
  assert.equal(meta.total, 3)
  assert.deepEqual(policies[plain], { droplet_id: plain, backup_enabled: false })
  assert.deepEqual(policies[daily].backup_policy, {
    plan: 'daily',
    hour: 0,
    window_length_hours: 4,
    retention_period_days: 7,
  })
  assert.deepEqual((await t.call(`GET /v2/droplets/${weekly}/backups/policy`)).body.policy, policies[weekly])
  assert.deepEqual(policies[weekly].next_backup_window, {
    start: '2026-01-04T20:00:00.000Z',
    end: '2026-01-05T00:00:00.000Z',
  })
  const { supported_policies } = (await t.call('GET /v2/droplets/backups/supported_policies')).body
  assert.deepEqual(
    supported_policies.map((it: { name: string; possible_days: string[] }) => [
      it.name,
      it.possible_days.length,
    ]),
    [
      ['weekly', 7],
      ['daily', 0],
    ],
  )
})

test('the next window is the first that starts later', () => {
  const from = (policy: object, now: string) =>
    nextBackupWindow({ plan: 'daily', hour: 8, ...policy }, new Date(now)).start.slice(0, 16)
  const weekly = { plan: 'weekly', weekday: 'THU' } // As is 2026-01-01.
  assert.equal(from({}, '2026-01-01T07:59:59Z'), '2026-01-01T08:00')
  assert.equal(from({}, '2026-01-01T08:00:00Z'), '2026-01-02T08:00')
  assert.equal(from(weekly, '2026-01-01T07:00:00Z'), '2026-01-01T08:00')
  assert.equal(from(weekly, '2026-01-01T09:00:00Z'), '2026-01-08T08:00')
  assert.equal(from(weekly, '2026-01-02T00:00:00Z'), '2026-01-08T08:00')
  assert.equal(from({ ...weekly, weekday: 'WED' }, '2026-01-01T09:00:00Z'), '2026-01-07T08:00')
})

test('a public path that is not served yet is not taken for the id of a Droplet', async () => {
  await using t = await harness()
  assert.equal((await t.call('GET /v2/droplets/autoscale')).status, 501)
  assert.equal((await t.call('GET /v2/droplets/anything')).status, 400)
  assert.equal((await t.call('GET /v2/droplets/actions')).status, 405)
})

test('tags are shown as they were first written', async () => {
  await using t = await harness()
  await t.installation.main.database.transact((tx) =>
    tags.insert(tx, {
      account: t.account,
      id: 'env:prod',
      name: 'Env:Prod',
      created_at: t.clock.at.toISOString(),
      body: {},
    }),
  )
  const id = await make(t, 'a', { tags: ['env:PROD', 'b'] })
  assert.deepEqual((await t.call(`GET /v2/droplets/${id}`)).body.droplet.tags, ['b', 'Env:Prod'])
})
