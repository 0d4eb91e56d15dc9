import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { type Harness, harness } from '../../../test/harness.ts'

const KEYS = '/v2/spaces/keys'
const READ = { bucket: 'photos', permission: 'read' }
const WRITE = { bucket: 'videos', permission: 'readwrite' }
const FULL = { bucket: '', permission: 'fullaccess' }

async function create(t: Harness, name: string, grants?: object[]) {
  const { status, body } = await t.call(`POST ${KEYS}`, { name, grants })
  assert.equal(status, 201)
  return body.key
}

test('a key is shown with its secret once, and the secret is nowhere to be found', async () => {
  await using t = await harness()
  const { secret_key, ...key } = await create(t, 'backup', [READ, WRITE])
  assert.match(key.access_key, /^DO[A-Z0-9]{18}$/)
  assert.match(secret_key, /^[A-Za-z0-9+/]{43}$/)
  assert.deepEqual(key, {
    name: 'backup',
    grants: [READ, WRITE],
    access_key: key.access_key,
    created_at: '2026-01-01T00:00:00.000Z',
  })
  const path = `${KEYS}/${key.access_key}` as const
  assert.deepEqual((await t.call(`GET ${path}`)).body, { key, keys: [key] })
  assert.deepEqual((await t.call(`GET ${KEYS}`)).body.keys, [key])
  assert.deepEqual((await t.call(`PATCH ${path}`, { name: 'other' })).body.key, { ...key, name: 'other' })
  const { rows } = await sql`select * from documents`.execute(t.deps.main.database.read)
  const audit = await sql`select * from audit_records`.execute(t.deps.main.database.read)
  for (const place of [JSON.stringify(rows), JSON.stringify(audit.rows), t.log.join('')])
    assert.ok(!place.includes(secret_key))
  assert.ok(JSON.stringify(rows).includes(key.access_key))
})

test('full access takes the place of all other grants, and cannot be had or given up later', async () => {
  await using t = await harness()
  const full = await create(t, 'full', [READ, FULL])
  assert.deepEqual(full.grants, [FULL])
  const scoped = await create(t, 'scoped', [READ])
  assert.deepEqual((await create(t, 'none')).grants, [])
  for (const [key, grants] of [
    [full, [READ]],
    [full, []],
    [scoped, [FULL]],
  ]) {
    for (const method of ['PUT', 'PATCH'] as const) {
      const { status, body } = await t.call(`${method} ${KEYS}/${key.access_key}`, { name: 'x', grants })
      assert.equal(status, 400)
      assert.match(body.message, /^grants: a key with fullaccess cannot be made/)
    }
  }
  const path = `${KEYS}/${scoped.access_key}` as const
  const put = await t.call(`PUT ${path}`, { name: 'renamed', grants: [WRITE] })
  assert.deepEqual([put.body.key.name, put.body.key.grants], ['renamed', [WRITE]])
  assert.deepEqual((await t.call(`PUT ${path}`, { name: 'again', grants: null })).body.key.grants, [WRITE])
  assert.deepEqual((await t.call(`PATCH ${path}`, { grants: [] })).body.key, {
    ...put.body.key,
    name: 'again',
    grants: [],
  })
  assert.match((await t.call(`PUT ${path}`, { grants: [] })).body.message, /^name is required/)
})

test('grants that make no sense are refused by the field', async () => {
  await using t = await harness()
  const refused: Array<[object[], RegExp]> = [
    [[{ bucket: '', permission: 'read' }], /^grants\.0\.bucket must name the bucket/],
    [[READ, { bucket: 'x', permission: 'read' }], /^grants\.1\.bucket must be the name of a bucket/],
    [[{ bucket: 'Photos', permission: 'read' }], /^grants\.0\.bucket must be the name of a bucket/],
    [[{ bucket: 'photos', permission: 'fullaccess' }], /^grants\.0\.bucket must be empty/],
    [[{ bucket: 'photos', permission: 'write' }], /^grants\.0\.permission must be one of read, readwrite/],
    [[READ, { ...READ, permission: 'readwrite' }], /^grants: the bucket photos is named twice/],
    [[{ permission: 'read' }], /^grants\.0\.bucket is required/],
  ]
  for (const [grants, message] of refused) {
    const { status, body } = await t.call(`POST ${KEYS}`, { name: 'x', grants })
    assert.equal(status, 400)
    assert.match(body.message, message)
  }
  for (const name of [undefined, '', 'x'.repeat(256), 'a\u0000b'])
    assert.match((await t.call(`POST ${KEYS}`, { name })).body.message, /^name /)
  assert.equal((await t.call(`GET ${KEYS}`)).body.meta.total, 0)
})

test('keys are listed newest first, or sorted and filtered as wanted', async () => {
  await using t = await harness()
  await create(t, 'b', [READ])
  await create(t, 'c', [FULL])
  await create(t, 'a', [WRITE, { ...READ, bucket: 'texts' }])
  const names = async (query: string) =>
    (await t.call(`GET ${KEYS}?${query}`)).body.keys.map((key: { name: string }) => key.name).join('')
  assert.equal(await names(''), 'acb')
  assert.equal(await names('sort=created_at&sort_direction=asc'), 'bca')
  assert.equal(await names('sort=name'), 'cba')
  assert.equal(await names('sort=name&sort_direction=asc'), 'abc')
  assert.equal(await names('name=b'), 'b')
  assert.equal(await names('bucket=texts'), 'a')
  assert.equal(await names('permission=read'), 'ab')
  assert.equal(await names('permission=read&bucket=videos'), '')
  assert.equal(await names('per_page=2&page=2'), 'b')
  assert.equal((await t.call(`GET ${KEYS}?bucket=texts&per_page=1`)).body.meta.total, 1)
  const { status, body } = await t.call(`GET ${KEYS}?sort=size`)
  assert.equal(status, 400)
  assert.match(body.message, /^sort must be one of name, created_at/)
})

test('a deleted key is gone, and another account never sees one', async () => {
  await using t = await harness()
  const { access_key } = await create(t, 'a')
  const { token } = await t.tokenFor(await t.accountNamed('others'))
  const path = `${KEYS}/${access_key}` as const
  assert.equal((await t.call(`GET ${path}`, undefined, { token })).status, 404)
  assert.equal((await t.call(`DELETE ${path}`, undefined, { token })).status, 404)
  const deleted = await Promise.all([1, 2].map(() => t.call(`DELETE ${path}`)))
  assert.deepEqual(deleted.map(({ status }) => status).sort(), [204, 404])
  assert.equal((await t.call(`PATCH ${path}`, { name: 'x' })).status, 404)
})

test('an account can have 200 keys', async () => {
  await using t = await harness()
  for (let count = 0; count < 200; count++) await create(t, `key ${count}`)
  const { status, body } = await t.call(`POST ${KEYS}`, { name: 'one more' })
  assert.deepEqual([status, body.id], [412, 'precondition_failed'])
  assert.equal((await t.call(`GET ${KEYS}`)).body.meta.total, 200)
})
