import assert from 'node:assert/strict'
import { test } from 'node:test'
import { insertDroplet, removeDroplet, transact } from '../../../test/cloud/plain_droplets.ts'
import { type Harness, harness, type Request, type World } from '../../../test/harness.ts'
import { projects } from '../../cloud/projects.ts'
import { startAction } from '../../engine/action.ts'

const IPS = '/v2/reserved_ips'

async function ipWorld(world: World = {}) {
  const t: Harness = await harness(world)
  const reserve = async (body: object) => (await t.call(`POST ${IPS}`, body)).body.reserved_ip.ip as string
  const order = (ip: string, body: object) => t.call(`POST ${IPS}/${ip}/actions`, body)
  const shown = async (ip: string) => (await t.call(`GET ${IPS}/${ip}`)).body.reserved_ip
  return {
    ...t,
    harness: t,
    reserve,
    order,
    assign: (ip: string, droplet_id: number) => order(ip, { type: 'assign', droplet_id }),
    shown,
    holder: async (ip: string) => (await shown(ip)).droplet?.id,
    [Symbol.asyncDispose]: () => t[Symbol.asyncDispose](),
  }
}

test('an IP is reserved in a region, listed, read and given up', async () => {
  await using t = await ipWorld()
  const { status, body } = await t.call(`POST ${IPS}`, { region: 'nyc3', project_id: '' })
  const { ip, project_id, region, ...rest } = body.reserved_ip
  assert.deepEqual([status, rest, body.links], [202, { droplet: null, locked: false }, {}])
  assert.match(ip, /^245\./)
  assert.equal(region.slug, 'nyc3')
  const other = await t.reserve({ region: 'sfo3', project_id })
  const { body: list } = await t.call(`GET ${IPS}?per_page=1`)
  assert.deepEqual([list.reserved_ips, list.meta.total], [[body.reserved_ip], 2])
  assert.equal((await t.call(`GET ${IPS}?per_page=1&page=2`)).body.reserved_ips[0].ip, other)
  assert.equal((await t.call(`DELETE ${IPS}/${ip}`)).status, 204)
  assert.equal((await t.call(`GET ${IPS}/${ip}`)).status, 404)
  assert.equal((await t.call(`DELETE ${IPS}/${ip}`)).status, 404)
  assert.notEqual(await t.reserve({ region: 'nyc3' }), ip)
})

test('an IP made for a Droplet is locked until it is there', async () => {
  await using t = await ipWorld()
  const droplet_id = await insertDroplet(t.harness, { region: 'sfo3' })
  const { body } = await t.call(`POST ${IPS}`, { droplet_id })
  const { ip, locked, droplet, region } = body.reserved_ip
  assert.deepEqual([locked, droplet, region.slug], [true, null, 'sfo3'])
  const { droplets, actions } = body.links
  assert.deepEqual([droplets[0].id, droplets[0].rel], [droplet_id, 'droplet'])
  assert.match(droplets[0].href, new RegExp(`/v2/droplets/${droplet_id}$`))
  assert.deepEqual([actions[0].rel, new URL(actions[0].href).pathname], ['assign_ip', '/v2/actions/1'])
  await t.finishActions()
  const shown = await t.shown(ip)
  assert.deepEqual([shown.locked, shown.droplet.id, shown.droplet.region.slug], [false, droplet_id, 'sfo3'])
  const { body: action } = await t.call(`GET ${IPS}/${ip}/actions/${actions[0].id}`)
  assert.deepEqual(
    [action.action.status, action.action.type, action.action.resource_type, action.action.resource_id],
    ['completed', 'assign_ip', 'reserved_ip', 245 * 2 ** 24 + 1],
  )
})

test('an IP is assigned, moved to another Droplet, and unassigned', async () => {
  await using t = await ipWorld()
  const [one, two] = [await insertDroplet(t.harness), await insertDroplet(t.harness)]
  const ip = await t.reserve({ region: 'nyc3' })
  const { status, body } = await t.assign(ip, one)
  assert.deepEqual(
    [status, body.action.status, body.action.region_slug, body.action.project_id],
    [201, 'in-progress', 'nyc3', (await t.shown(ip)).project_id],
  )
  assert.deepEqual([await t.holder(ip), (await t.shown(ip)).locked], [undefined, true])
  await t.finishActions()
  assert.equal(await t.holder(ip), one)
  await t.assign(ip, two)
  assert.equal(await t.holder(ip), one)
  await t.finishActions()
  assert.equal(await t.holder(ip), two)
  assert.equal((await t.order(ip, { type: 'unassign' })).body.action.type, 'unassign_ip')
  assert.equal(await t.holder(ip), two)
  await t.finishActions()
  assert.deepEqual([await t.holder(ip), (await t.shown(ip)).locked], [undefined, false])
  const { body: list } = await t.call(`GET ${IPS}/${ip}/actions?per_page=2`)
  assert.deepEqual(
    [list.actions.map((it: { type: string }) => it.type), list.meta.total],
    [['unassign_ip', 'assign_ip'], 3],
  )
})

test('while an action is at work, the IP takes no other order', async () => {
  await using t = await ipWorld()
  const [one, two] = [await insertDroplet(t.harness), await insertDroplet(t.harness)]
  const ip = await t.reserve({ droplet_id: one })
  const busy = [422, 'The reserved IP already has a pending event.']
  const answers = [
    await t.assign(ip, two),
    await t.order(ip, { type: 'unassign' }),
    await t.call(`DELETE ${IPS}/${ip}`),
  ]
  for (const { status, body } of answers) assert.deepEqual([status, body.message], busy)
  await t.finishActions()
  assert.equal(await t.holder(ip), one)
  assert.equal((await t.call(`DELETE ${IPS}/${ip}`)).status, 204)
})

test('a Droplet has one IP at most, also while one is on its way', async () => {
  await using t = await ipWorld()
  const droplet = await insertDroplet(t.harness)
  const [first, second] = [await t.reserve({ region: 'nyc3' }), await t.reserve({ region: 'nyc3' })]
  const answers = await Promise.all([t.assign(first, droplet), t.assign(second, droplet)])
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 422])
  const [won, lost] = answers[0]?.status === 201 ? [first, second] : [second, first]
  const refused = answers.find(({ status }) => status === 422)
  assert.equal(
    refused?.body.message,
    `droplet_id: the Droplet ${droplet} has ${won} already; a Droplet can have one.`,
  )
  await t.finishActions()
  assert.deepEqual([await t.holder(won), await t.holder(lost)], [droplet, undefined])
  assert.equal((await t.assign(lost, droplet)).status, 422)
  assert.equal((await t.assign(won, droplet)).status, 422)
})

test('of two orders at once for one IP, one is taken', async () => {
  await using t = await ipWorld()
  const droplets = [await insertDroplet(t.harness), await insertDroplet(t.harness)]
  const ip = await t.reserve({ region: 'nyc3' })
  const answers = await Promise.all(droplets.map((id) => t.assign(ip, id)))
  const won = answers.findIndex(({ status }) => status === 201)
  assert.equal(answers[1 - won]?.body.message, 'The reserved IP already has a pending event.')
  await t.finishActions()
  assert.equal(await t.holder(ip), droplets[won])
})

test('a Droplet that goes leaves its IP behind, whatever was under way', async () => {
  await using t = await ipWorld()
  const [one, two] = [await insertDroplet(t.harness), await insertDroplet(t.harness)]
  const [ip, other] = [await t.reserve({ droplet_id: one }), await t.reserve({ droplet_id: two })]
  const statusOf = async (of: string) => (await t.call(`GET ${IPS}/${of}/actions`)).body.actions[0].status
  await removeDroplet(t.harness, one)
  await t.finishActions()
  assert.deepEqual(
    [await statusOf(ip), await t.holder(ip), (await t.shown(ip)).locked],
    ['errored', undefined, false],
  )
  await t.order(other, { type: 'unassign' })
  await removeDroplet(t.harness, two)
  await t.finishActions()
  assert.deepEqual([await statusOf(other), (await t.shown(other)).locked], ['completed', false])
  assert.deepEqual(
    (await t.order(other, { type: 'unassign' })).body.message,
    'The reserved IP is not assigned to a Droplet.',
  )
})

test('an IP that cannot move to a Droplet that has gone stays where it was', async () => {
  await using t = await ipWorld()
  const [one, two] = [await insertDroplet(t.harness), await insertDroplet(t.harness)]
  const ip = await t.reserve({ droplet_id: one })
  await t.finishActions()
  await t.assign(ip, two)
  await removeDroplet(t.harness, two)
  await t.finishActions()
  assert.deepEqual([await t.holder(ip), (await t.shown(ip)).locked], [one, false])
})

test('what cannot be is refused, and says why', async () => {
  await using t = await ipWorld()
  const droplet = await insertDroplet(t.harness, { region: 'sfo3' })
  const foreign = await insertDroplet(t.harness, { account: await t.accountNamed('other') })
  const ip = await t.reserve({ region: 'nyc3' })
  const project_id = crypto.randomUUID()
  const cases: Array<[Request, object, number, RegExp]> = [
    [`POST ${IPS}`, {}, 422, /^One of droplet_id and region is required\.$/],
    [`POST ${IPS}`, { region: 'mars1' }, 422, /^region: there is no region "mars1"\.$/],
    [`POST ${IPS}`, { region: 'sfo1' }, 422, /^region: sfo1 takes no new resources\.$/],
    [`POST ${IPS}`, { droplet_id: 9 }, 422, /^droplet_id: there is no Droplet "9"\.$/],
    [`POST ${IPS}`, { droplet_id: foreign + 7 }, 422, /^droplet_id: there is no Droplet/],
    [`POST ${IPS}`, { droplet_id: droplet, region: 'nyc3' }, 422, /is in sfo3, not in nyc3\.$/],
    [`POST ${IPS}`, { region: 'nyc3', project_id }, 422, /^project_id: there is no project/],
    [`POST ${IPS}`, { region: 7 }, 400, /^region must be a string, got a number\.$/],
    [`POST ${IPS}/${ip}/actions`, { type: 'assign' }, 422, /^droplet_id is required to assign\.$/],
    [`POST ${IPS}/${ip}/actions`, { type: 'assign', droplet_id: 9 }, 422, /there is no Droplet "9"\.$/],
    [
      `POST ${IPS}/${ip}/actions`,
      { type: 'assign', droplet_id: droplet },
      422,
      /is in sfo3, and 245\S+ in nyc3\.$/,
    ],
    [
      `POST ${IPS}/${ip}/actions`,
      { type: 'move' },
      400,
      /^type must be one of assign, unassign, got "move"\.$/,
    ],
    [`POST ${IPS}/1.2.3.4/actions`, { type: 'unassign' }, 404, /could not be found/],
  ]
  for (const [request, body, status, message] of cases) {
    const answer = await t.call(request, body)
    assert.equal(answer.status, status, answer.text)
    assert.match(answer.body.message, message)
  }
  assert.equal((await t.call(`GET ${IPS}`)).body.meta.total, 1)
})

test('a Droplet with an action under way gets no IP', async () => {
  await using t = await ipWorld()
  const droplet = await insertDroplet(t.harness)
  const kind = { resource_type: 'droplet', type: 'rest', steps: [] }
  await transact(t.harness, (tx) =>
    startAction(t.deps, tx, kind, { account: t.account, resource_id: String(droplet), input: {} }),
  )
  const { status, body } = await t.call(`POST ${IPS}`, { droplet_id: droplet })
  assert.deepEqual([status, body.message], [422, 'Droplet already has a pending event.'])
})

test('an account has as many IPs as its limit, also when two are made at once', async () => {
  await using t = await ipWorld({ limits: { floating_ip_limit: 1 } })
  const answers = await Promise.all([1, 2].map(() => t.call(`POST ${IPS}`, { region: 'nyc3' })))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [202, 422])
  const refused = answers.find(({ status }) => status === 422)
  assert.equal(refused?.body.message, 'creating this reserved IP will exceed your reserved IP limit of 1')
  const { token } = await t.tokenFor(await t.accountNamed('other'))
  const other = await t.call(`POST ${IPS}`, { region: 'nyc3' }, { token })
  assert.equal(other.status, 202)
  const { ip } = other.body.reserved_ip
  assert.notEqual(ip, answers.find(({ status }) => status === 202)?.body.reserved_ip.ip)
  assert.equal((await t.call(`GET ${IPS}/${ip}`)).status, 404)
  assert.equal((await t.call(`GET ${IPS}/${ip}/actions`)).status, 404)
})

test('an IP is in the project that was named, else in the default one', async () => {
  await using t = await ipWorld()
  const { project_id } = await t.shown(await t.reserve({ region: 'nyc3' }))
  const theirs = await projects.find(t.deps.main.database.read, t.account, project_id)
  assert.equal(theirs?.body.is_default, true)
  const id = crypto.randomUUID()
  const body = { description: '', purpose: '', environment: '', is_default: false, updated_at: '' }
  await transact(t.harness, (tx) =>
    projects.insert(tx, { account: t.account, id, name: 'p', created_at: t.clock.at.toISOString(), body }),
  )
  const ip = await t.reserve({ region: 'nyc3', project_id: id })
  assert.equal((await t.shown(ip)).project_id, id)
})
