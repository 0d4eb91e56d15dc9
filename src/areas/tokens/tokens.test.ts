import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { type Harness, harness } from '../../../test/harness.ts'
import { testDatabaseUrl } from '../../../test/test_database.ts'
import { findToken, listWorkingTokens, markRevoked } from '../../cloud/tokens/store.ts'
import { openInstallation } from '../../installation.ts'

const HOUR_MS = 3_600_000
const pass = (t: Harness, ms: number) => {
  t.clock.at = new Date(t.clock.at.getTime() + ms)
}
const statusWith = async (t: Harness, token: string) =>
  (await t.call('GET /v2/account', undefined, { token })).status

test('a token works until it expires, and then vanishes from the list', async () => {
  await using t = await harness()
  const { read } = t.installation.main.database
  const { token, row } = await t.tokenFor(t.account, ['api:write'], new Date(t.clock.at.getTime() + HOUR_MS))
  const listed = async () =>
    (await listWorkingTokens(read, t.clock.at.toISOString())).some(({ id }) => id === row.id)
  pass(t, HOUR_MS - 1)
  assert.deepEqual([await statusWith(t, token), await listed()], [200, true])
  pass(t, 1)
  assert.deepEqual([await statusWith(t, token), await listed()], [401, false])
  assert.equal(await statusWith(t, t.token), 200)
})

test('a token that another process revokes is refused at the next request', async () => {
  await using t = await harness()
  const { token, row } = await t.tokenFor(t.account)
  const place = { data: t.data, schema: t.schema, database_url: testDatabaseUrl, regions: [] }
  const other = await openInstallation({ ...place, master_key_file: undefined })
  try {
    for (let again = 0; again < 3; again++) assert.equal(await statusWith(t, token), 200)
    const { database } = other.main
    const at = t.clock.at.toISOString()
    assert.equal(await database.transact((tx) => markRevoked(tx, row.id, at)), true)
    assert.equal(await statusWith(t, token), 401)
    assert.equal(await statusWith(t, t.token), 200)
    assert.equal(await database.transact((tx) => markRevoked(tx, row.id, at)), false)
  } finally {
    await other.close()
  }
})

test('when a token was last used is written down', async () => {
  await using t = await harness()
  const { token, row } = await t.tokenFor(t.account)
  const lastUse = async () => (await findToken(t.installation.main.database.read, row.id))?.last_used_at
  assert.equal(await lastUse(), null)
  pass(t, 1000)
  await statusWith(t, token)
  pass(t, 1000)
  await statusWith(t, token)
  await t.reconciling.runAll()
  assert.equal(await lastUse(), t.clock.at.toISOString())
  pass(t, 5000)
  await t.reconciling.runAll()
  assert.equal(await lastUse(), new Date(t.clock.at.getTime() - 5000).toISOString())
})

test('a token may ask what it is, as doctl does', async () => {
  await using t = await harness()
  const info = async (scopes: string[], expires_at?: Date) => {
    const { token } = await t.tokenFor(t.account, scopes, expires_at)
    return (await t.call('GET /v1/oauth/token/info', undefined, { token })).body
  }
  const created_at = t.clock.at.getTime() / 1000
  const { resource_owner_id, ...rest } = await info(['droplet:read', 'tag:read'])
  assert.deepEqual(rest, {
    scopes: ['droplet:read', 'tag:read'],
    expires_in_seconds: null,
    application: { uid: '' },
    created_at,
  })
  assert.ok(Number.isInteger(resource_owner_id) && resource_owner_id >= 0)
  assert.equal((await info(['read'])).resource_owner_id, resource_owner_id)
  const soon = await info(['api:read'], new Date(t.clock.at.getTime() + HOUR_MS))
  assert.equal(soon.expires_in_seconds, 3600)
})

test('a token has 71 characters, and the database holds none of it', async () => {
  await using t = await harness()
  const { token } = await t.tokenFor(t.account)
  assert.match(token, /^dop_v1_[0-9a-f]{64}$/)
  const rows = await sql`select * from tokens`.execute(t.installation.main.database.read)
  const text = JSON.stringify(rows)
  for (const secret of [token, t.token]) assert.equal(text.includes(secret.slice(7)), false)
  assert.notEqual(token, t.token)
})

test('after a restart the same tokens work', async () => {
  const first = await harness()
  const { data, schema } = first
  await first.call('POST /v2/security/secrets', { name: 'kept', region: 'nyc3', values: { a: 'b' } })
  await first.stop()
  await using second = await harness({ data, schema })
  const { body } = await second.call('GET /v2/security/secrets/kept', undefined, { token: first.token })
  assert.deepEqual(body.values, { a: 'b' })
})
