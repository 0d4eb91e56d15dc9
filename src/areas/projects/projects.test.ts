import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Harness, harness } from '../../../test/harness.ts'

const PROJECTS = '/v2/projects'
const NOBODY = '00000000-0000-4000-8000-000000000000'

async function create(t: Harness, name: string, more: object = {}) {
  const { status, body } = await t.call(`POST ${PROJECTS}`, { name, purpose: 'IoT', ...more })
  assert.equal(status, 201)
  return body.project
}

const read = async (t: Harness, id: string) => (await t.call(`GET ${PROJECTS}/${id}`)).body.project

test('an account has a default project from the first look at it, and but one', async () => {
  await using t = await harness()
  const [list, own] = await Promise.all([t.call(`GET ${PROJECTS}`), t.call(`GET ${PROJECTS}/default`)])
  const { project } = own.body
  assert.deepEqual(list.body.projects, [project])
  const { id, owner_id, ...rest } = project
  assert.ok(Number.isSafeInteger(owner_id) && owner_id >= 0)
  assert.deepEqual(rest, {
    owner_uuid: t.account,
    name: 'first-project',
    description: 'Update your project information under Settings',
    purpose: 'Just trying out DigitalOcean',
    environment: '',
    is_default: true,
    created_at: '2026-01-01T00:00:00.000Z',
    updated_at: '2026-01-01T00:00:00.000Z',
  })
  assert.deepEqual(await read(t, id), project)
  assert.equal((await t.call(`GET ${PROJECTS}`)).body.meta.total, 1)
})

test('a project is created with a purpose of its own and an environment whatever its case', async () => {
  await using t = await harness()
  const { id, owner_id, owner_uuid, ...rest } = await create(t, 'shop', {
    purpose: 'selling fish',
    environment: 'production',
    description: 'fish',
  })
  assert.deepEqual([owner_uuid, Number.isInteger(owner_id)], [t.account, true])
  assert.deepEqual(rest, {
    name: 'shop',
    description: 'fish',
    purpose: 'Other: selling fish',
    environment: 'Production',
    is_default: false,
    created_at: '2026-01-01T00:00:00.000Z',
    updated_at: '2026-01-01T00:00:00.000Z',
  })
  // As the official Go client sends it where nothing is given.
  const bare = await create(t, 'bare', { purpose: 'Website or blog', description: '', environment: '' })
  assert.deepEqual([bare.purpose, bare.environment], ['Website or blog', ''])
  const { projects, meta } = (await t.call(`GET ${PROJECTS}?per_page=2&page=2`)).body
  assert.deepEqual([projects.map((it: { id: string }) => it.id), meta.total], [[bare.id], 3])
  assert.ok(id !== bare.id)
})

test('what is wrong about a project is refused by its field', async () => {
  await using t = await harness()
  const good = { name: 'a', purpose: 'IoT' }
  const wrong: Array<[object, RegExp]> = [
    [{ purpose: 'IoT' }, /^name is required/],
    [{ name: 'a' }, /^purpose is required/],
    [{ ...good, name: '' }, /^name must have at least 1/],
    [{ ...good, name: 'x'.repeat(176) }, /^name must have at most 175/],
    [{ ...good, name: 'a\u0000' }, /^name must be text without NUL/],
    [{ ...good, purpose: '' }, /^purpose must have at least 1/],
    [{ ...good, purpose: 'x'.repeat(256) }, /^purpose must have at most 255/],
    [{ ...good, description: 'x'.repeat(256) }, /^description must have at most 255/],
    [
      { ...good, environment: 'Test' },
      /^environment must be one of Development, Staging, Production, got "Test"/,
    ],
  ]
  for (const [body, message] of wrong) {
    const answer = await t.call(`POST ${PROJECTS}`, body)
    assert.equal(answer.status, 400)
    assert.match(answer.body.message, message)
  }
  assert.equal((await t.call(`GET ${PROJECTS}/none`)).status, 400)
  assert.equal((await t.call(`GET ${PROJECTS}/${NOBODY}`)).status, 404)
})

test('PATCH changes what is given, PUT wants all of it', async () => {
  await using t = await harness()
  const { id, ...made } = await create(t, 'a', { description: 'first', environment: 'Staging' })
  t.clock.at = new Date('2026-01-02T00:00:00Z')
  const nothing = { name: null, description: null, purpose: null, environment: null, is_default: null }
  const patched = await t.call(`PATCH ${PROJECTS}/${id}`, { ...nothing, purpose: 'Other: fish' })
  const expected = { ...made, id, purpose: 'Other: fish', updated_at: '2026-01-02T00:00:00.000Z' }
  assert.deepEqual(patched.body.project, expected)
  for (const body of [{}, nothing]) {
    const { status, body: answer } = await t.call(`PATCH ${PROJECTS}/${id}`, body)
    assert.equal(status, 400)
    assert.match(answer.message, /^one of name, description, purpose, environment and is_default is required/)
  }
  const { body: emptied } = await t.call(`PATCH ${PROJECTS}/${id}`, { description: '', environment: '' })
  assert.deepEqual([emptied.project.description, emptied.project.environment], ['', ''])
  const all = { name: 'b', description: 'd', purpose: 'IoT', environment: 'Development', is_default: false }
  for (const field of Object.keys(all)) {
    const { status, body } = await t.call(`PUT ${PROJECTS}/${id}`, { ...all, [field]: undefined })
    assert.deepEqual([status, body.message], [400, `${field} is required.`])
  }
  const { status, body } = await t.call(`PUT ${PROJECTS}/${id}`, all)
  assert.deepEqual([status, body.project], [200, { ...expected, ...all }])
  assert.deepEqual(await read(t, id), body.project)
  assert.equal((await t.call(`PATCH ${PROJECTS}/${NOBODY}`, { name: 'c' })).status, 404)
})

test('names are unique in an account, however many ask for one at once', async () => {
  await using t = await harness()
  const wanted = { name: 'a', purpose: 'IoT' }
  const made = await Promise.all([1, 2, 3].map(() => t.call(`POST ${PROJECTS}`, wanted)))
  assert.deepEqual(made.map(({ status }) => status).sort(), [201, 409, 409])
  const other = await create(t, 'b')
  const { status, body } = await t.call(`PATCH ${PROJECTS}/${other.id}`, { name: 'a' })
  assert.deepEqual([status, body.message], [409, 'name: there is a project "a" already.'])
  assert.equal((await t.call(`PATCH ${PROJECTS}/${other.id}`, { name: 'b' })).status, 200)
  const { token } = await t.tokenFor(await t.accountNamed('others'))
  assert.equal((await t.call(`POST ${PROJECTS}`, wanted, { token })).status, 201)
  assert.equal((await t.call(`GET ${PROJECTS}/${other.id}`, undefined, { token })).status, 404)
  assert.equal((await t.call(`DELETE ${PROJECTS}/${other.id}`, undefined, { token })).status, 404)
})

test('another project becomes the default one; it never just ends to be it', async () => {
  await using t = await harness()
  const [a, b] = [await create(t, 'a'), await create(t, 'b')]
  const first = await read(t, 'default')
  const answers = await Promise.all(
    [a, b].map(({ id }) => t.call(`PATCH ${PROJECTS}/${id}`, { is_default: true })),
  )
  for (const { body } of answers) assert.equal(body.project.is_default, true)
  const { projects } = (await t.call(`GET ${PROJECTS}`)).body
  const [only, ...more] = projects.filter((it: { is_default: boolean }) => it.is_default)
  assert.deepEqual([more, only], [[], await read(t, 'default')])
  assert.ok([a.id, b.id].includes(only.id))
  const renamed = await t.call(`PATCH ${PROJECTS}/default`, { name: 'main' })
  assert.deepEqual([renamed.body.project.id, renamed.body.project.name], [only.id, 'main'])
  const all = { name: 'x', description: '', purpose: 'IoT', environment: '', is_default: true }
  assert.equal((await t.call(`PUT ${PROJECTS}/default`, all)).body.project.name, 'x')
  const { status, body } = await t.call(`PATCH ${PROJECTS}/default`, { is_default: false })
  assert.equal(status, 400)
  assert.match(body.message, /make another one the default/)
  const refused = await t.call(`DELETE ${PROJECTS}/${only.id}`)
  assert.deepEqual([refused.status, refused.body.id], [412, 'precondition_failed'])
  assert.match(refused.body.message, /^cannot delete the default project/)
  assert.equal((await t.call(`DELETE ${PROJECTS}/${first.id}`)).status, 204)
  assert.equal((await t.call(`GET ${PROJECTS}/${first.id}`)).status, 404)
})
