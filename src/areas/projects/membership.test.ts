import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addResource, removeResource, worldOfResources } from '../../../test/cloud/resources.ts'
import type { Harness } from '../../../test/harness.ts'
import { putInProject } from '../../cloud/projects.ts'
import type { Ctx } from '../../kernel/ctx.ts'

const PROJECTS = '/v2/projects'
const NOBODY = '00000000-0000-4000-8000-000000000000'

async function create(t: Harness, name: string): Promise<string> {
  return (await t.call(`POST ${PROJECTS}`, { name, purpose: 'IoT' })).body.project.id
}

const assign = (t: Harness, id: string, ...resources: string[]) =>
  t.call(`POST ${PROJECTS}/${id}/resources`, { resources })
const list = async (t: Harness, id: string, query = '') =>
  (await t.call(`GET ${PROJECTS}/${id}/resources${query}`)).body
const urns = async (t: Harness, id: string) =>
  (await list(t, id)).resources.map(({ urn }: { urn: string }) => urn)

/** As an area does it when it makes a resource. */
function put(t: Harness, kind: string, id: string, project_id?: string): Promise<void> {
  const ctx = { deps: t.deps, principal: { account: t.account } } as Ctx
  return t.deps.main.database.transact((tx) => putInProject(ctx, tx, { kind, id }, project_id))
}

test('a new resource is in the default project, and moves to the one it is assigned to', async () => {
  await using t = await worldOfResources()
  const [droplet, volume] = [await addResource(t, 'droplet'), await addResource(t, 'volume')]
  await put(t, 'droplet', droplet)
  await put(t, 'volume', volume)
  assert.deepEqual(await urns(t, 'default'), [`do:droplet:${droplet}`, `do:volume:${volume}`])
  t.clock.at = new Date('2026-01-02T00:00:00Z')
  const id = await create(t, 'a')
  const { status, body } = await assign(t, id, `do:droplet:${droplet}`, 'do:droplet:99')
  const shown = (urn: string, state: string, at = '2026-01-02T00:00:00.000Z') => ({
    urn,
    assigned_at: at,
    links: { self: `http://localhost/v2/droplets/${urn.split(':')[2]}` },
    status: state,
  })
  assert.equal(status, 200)
  assert.deepEqual(body.resources, [
    shown(`do:droplet:${droplet}`, 'assigned'),
    shown('do:droplet:99', 'not_found'),
  ])
  assert.deepEqual((await list(t, id)).resources, [shown(`do:droplet:${droplet}`, 'ok')])
  t.clock.at = new Date('2026-01-03T00:00:00Z')
  const again = await assign(t, id, `do:droplet:${droplet}`)
  assert.deepEqual(again.body.resources, [shown(`do:droplet:${droplet}`, 'already_assigned')])
  assert.deepEqual(await urns(t, 'default'), [`do:volume:${volume}`])
  assert.equal((await assign(t, 'default', `do:droplet:${droplet}`)).body.resources[0].status, 'assigned')
  assert.deepEqual(await list(t, id), { resources: [], links: {}, meta: { total: 0 } })
})

test('a reserved IP is known by both of its names, and has one', async () => {
  await using t = await worldOfResources()
  const id = await create(t, 'a')
  await addResource(t, 'reserved_ip', '203.0.113.7')
  const { body } = await assign(t, id, 'do:reservedip:203.0.113.7', 'do:floatingip:203.0.113.7')
  const statuses = body.resources.map((it: { urn: string; status: string }) => [it.urn, it.status])
  assert.deepEqual(statuses, [
    ['do:floatingip:203.0.113.7', 'assigned'],
    ['do:floatingip:203.0.113.7', 'already_assigned'],
  ])
  assert.equal((await list(t, id)).resources[0].links.self, 'http://localhost/v2/floating_ips/203.0.113.7')
})

test('what is no URN, or of nothing that a project can hold, is refused; then nothing is moved', async () => {
  await using t = await worldOfResources()
  const id = await create(t, 'a')
  const droplet = await addResource(t, 'droplet')
  for (const urn of ['', 'droplet:1', 'do:droplet:', 'do:droplet', 'urn:droplet:1']) {
    const { status, body } = await assign(t, id, `do:droplet:${droplet}`, urn)
    assert.deepEqual(
      [status, body.message],
      [400, 'resource objects must have an urn in the following format: do:resource_type:resource_id'],
    )
  }
  for (const urn of ['do:space:photos', 'do:vpc:1', 'do:image:1']) {
    const { status, body } = await assign(t, id, `do:droplet:${droplet}`, urn)
    assert.equal(status, 400)
    assert.match(
      body.message,
      /^resources\.1: projects can hold droplet, volume, floatingip, reservedip here, /,
    )
  }
  assert.equal((await assign(t, id, 'do:droplet:a\u0000b')).status, 400)
  assert.match((await t.call(`POST ${PROJECTS}/${id}/resources`, {})).body.message, /^resources is required/)
  assert.deepEqual(await urns(t, id), [])
  assert.equal((await assign(t, NOBODY, `do:droplet:${droplet}`)).status, 404)
  assert.equal((await t.call(`GET ${PROJECTS}/${NOBODY}/resources`)).status, 404)
  await assert.rejects(put(t, 'droplet', droplet, NOBODY), /project_id: there is no project/)
})

test('a project with resources is not deleted', async () => {
  await using t = await worldOfResources()
  const id = await create(t, 'a')
  const droplet = await addResource(t, 'droplet')
  await put(t, 'droplet', droplet, id)
  const { status, body } = await t.call(`DELETE ${PROJECTS}/${id}`)
  assert.deepEqual(
    [status, body.id, body.message],
    [
      412,
      'precondition_failed',
      'cannot delete a project with resources. move or remove the resources first',
    ],
  )
  await removeResource(t, 'droplet', droplet)
  assert.equal((await t.call(`DELETE ${PROJECTS}/${id}`)).status, 204)
})

test('resources are listed a page at a time, as far as the token may see them', async () => {
  await using t = await worldOfResources()
  const id = await create(t, 'a')
  const droplets = [await addResource(t, 'droplet'), await addResource(t, 'droplet')]
  const volume = await addResource(t, 'volume')
  await assign(t, id, `do:volume:${volume}`, ...droplets.map((it) => `do:droplet:${it}`))
  const { resources, meta, links } = await list(t, id, '?per_page=2&page=2')
  assert.deepEqual([resources[0].urn, resources.length, meta.total], [`do:volume:${volume}`, 1, 3])
  assert.deepEqual(Object.keys(links.pages), ['first', 'prev'])
  const { token } = await t.tokenFor(t.account, [
    'project:read',
    'project:assign_resource',
    'block_storage:read',
  ])
  const { body } = await t.call(`GET ${PROJECTS}/${id}/resources`, undefined, { token })
  assert.deepEqual([body.resources.length, body.meta.total], [1, 1])
  const wanted = { resources: [`do:volume:${volume}`, `do:droplet:${droplets[0]}`] }
  const refused = await t.call(`POST ${PROJECTS}/${id}/resources`, wanted, { token })
  assert.equal(refused.status, 403)
  assert.match(refused.body.message, /lacks the scope droplet:read/)
  const others = await t.tokenFor(await t.accountNamed('others'))
  const stranger = await t.call(`POST ${PROJECTS}/default/resources`, wanted, { token: others.token })
  const statuses = stranger.body.resources.map(({ status }: { status: string }) => status)
  assert.deepEqual(statuses, ['not_found', 'not_found'])
  assert.equal((await list(t, id)).meta.total, 3)
})

test('a resource that is moved to several projects at once is in one of them', async () => {
  await using t = await worldOfResources()
  const projects = [await create(t, 'a'), await create(t, 'b'), 'default']
  const ids = [await addResource(t, 'droplet'), await addResource(t, 'droplet')]
  for (const id of ids) await put(t, 'droplet', id)
  const wanted = ids.map((id) => `do:droplet:${id}`)
  for (let round = 0; round < 5; round++) {
    const answers = await Promise.all([
      ...projects.map((id) => assign(t, id, ...wanted)),
      ...projects.map((id) => assign(t, id, ...wanted.toReversed())),
    ])
    for (const { status } of answers) assert.equal(status, 200)
    const found = await Promise.all(projects.map((id) => urns(t, id)))
    assert.deepEqual(found.flat().sort(), wanted)
  }
})

test('a project that is deleted while something is put into it either goes or keeps it', async () => {
  await using t = await worldOfResources()
  for (let round = 0; round < 5; round++) {
    const id = await create(t, `project ${round}`)
    const droplet = await addResource(t, 'droplet')
    await put(t, 'droplet', droplet)
    const [moved, deleted] = await Promise.all([
      assign(t, id, `do:droplet:${droplet}`),
      t.call(`DELETE ${PROJECTS}/${id}`),
    ])
    assert.ok(
      (moved.status === 200 && deleted.status === 412) || (moved.status === 404 && deleted.status === 204),
      `${moved.status} ${deleted.status}`,
    )
    const where = moved.status === 200 ? id : 'default'
    assert.ok((await urns(t, where)).includes(`do:droplet:${droplet}`))
  }
})
