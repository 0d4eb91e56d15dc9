import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { type Harness, harness, type Request } from '../../../test/harness.ts'
import { recordsOf } from '../../../test/records.ts'
import { createToken } from '../../cloud/tokens/token.ts'
import type { Ctx } from '../../kernel/ctx.ts'
import { issueCredentials } from './credentials.ts'

const CREDENTIALS = '/v2/registries/shop/docker-credentials'
const HOUR_MS = 3_600_000

/** What Docker would send as its password. */
async function logIn(t: Harness, path: string = CREDENTIALS): Promise<string> {
  const { status, body, text } = await t.call(`GET ${path}` as Request)
  assert.equal(status, 200, text)
  const [user, password] = atob(body.auths['registry.digitalocean.com'].auth).split(':')
  assert.equal(user, password)
  return password as string
}

async function withShop() {
  const t = await harness()
  await t.call('POST /v2/registries', { name: 'shop', subscription_tier_slug: 'professional' })
  return t
}

const statusWith = async (t: Harness, token: string, request: Request = 'GET /v2/registries/shop') =>
  (await t.call(request, undefined, { token })).status
const pass = (t: Harness, ms: number) => {
  t.clock.at = new Date(t.clock.at.getTime() + ms)
}
const listed = async (t: Harness) =>
  (await t.call('GET /v2/account/tokens')).body.tokens.filter(({ name }: { name: string }) => name !== 'test')
const revoke = (t: Harness, token: string, bearer = token) =>
  t.app.inject({
    method: 'POST',
    url: '/v1/oauth/revoke',
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ token }).toString(),
  })

test('credentials are a token that may do to registries what was asked for, and nothing else', async () => {
  await using t = await withShop()
  const read = await logIn(t, '/v2/registry/docker-credentials')
  const write = await logIn(t, `${CREDENTIALS}?read_write=true`)
  assert.match(read, /^dop_v1_[0-9a-f]{64}$/)
  assert.deepEqual([await statusWith(t, read), await statusWith(t, write)], [200, 200])
  const collect: Request = 'POST /v2/registries/shop/garbage-collection'
  assert.deepEqual([await statusWith(t, read, collect), await statusWith(t, write, collect)], [403, 201])
  for (const request of ['GET /v2/account', 'DELETE /v2/registry', 'GET /v2/droplets'] as Request[])
    assert.equal(await statusWith(t, write, request), 403, request)
  const scopes = (await listed(t)).map(({ name, scopes, expires_at }: Record<string, unknown>) => {
    return [name, scopes, expires_at]
  })
  assert.deepEqual(scopes.toSorted(), [
    ['container registry shop (read and write)', ['registry:read', 'registry:update'], null],
    ['container registry shop (read)', ['registry:read'], null],
  ])
})

test('credentials expire when they were asked to', async () => {
  await using t = await withShop()
  const token = await logIn(t, `${CREDENTIALS}?expiry_seconds=3600`)
  assert.equal((await listed(t))[0].expires_at, '2026-01-01T01:00:00.000Z')
  pass(t, HOUR_MS - 1)
  assert.equal(await statusWith(t, token), 200)
  pass(t, 1)
  assert.deepEqual([await statusWith(t, token), await listed(t)], [401, []])
})

test('whoever has a token can revoke it, at once and as OAuth has it', async () => {
  await using t = await withShop()
  const [first, second] = [await logIn(t), await logIn(t)]
  for (let again = 0; again < 3; again++) assert.equal(await statusWith(t, first), 200)
  const { statusCode, body } = await revoke(t, first)
  assert.deepEqual([statusCode, JSON.parse(body)], [200, {}])
  assert.deepEqual([await statusWith(t, first), await statusWith(t, second)], [401, 200])
  assert.equal((await revoke(t, first)).statusCode, 401)
  assert.equal((await revoke(t, first, second)).statusCode, 200)
  assert.equal((await t.call('POST /v1/oauth/revoke', { token: second })).status, 200)
  assert.equal(await statusWith(t, second), 401)
  const missing = await t.call('POST /v1/oauth/revoke', {})
  assert.equal(missing.status, 422)
  assert.match(missing.body.message, /^token is required\.$/)
})

test('a token of another account is not revoked, and not told apart from none', async () => {
  await using t = await withShop()
  const { token: foreign } = await t.tokenFor(await t.accountNamed('other'))
  for (const token of [foreign, `dop_v1_${'0'.repeat(64)}`, 'nonsense', '']) {
    const { statusCode, body } = await revoke(t, token, t.token)
    assert.deepEqual([statusCode, body], [200, '{}'])
  }
  assert.equal(await statusWith(t, foreign, 'GET /v2/account'), 200)
})

test('credentials end with their registry, and not with another', async () => {
  await using t = await withShop()
  await t.call('POST /v2/registries', { name: 'other' })
  const [gone, kept] = [await logIn(t), await logIn(t, '/v2/registries/other/docker-credentials')]
  assert.equal(await statusWith(t, gone), 200)
  await t.call('DELETE /v2/registries/shop')
  assert.deepEqual(
    [await statusWith(t, gone, 'GET /v2/registries'), await statusWith(t, kept, 'GET /v2/registries')],
    [401, 200],
  )
  await t.call('POST /v2/registries', { name: 'shop' })
  assert.equal(await statusWith(t, gone, 'GET /v2/registries'), 401)
})

test('credentials get no further ones, which would outlive them', async () => {
  await using t = await withShop()
  const token = await logIn(t, `${CREDENTIALS}?read_write=true`)
  const { status, body } = await t.call(`GET ${CREDENTIALS}`, undefined, { token })
  assert.equal(status, 403)
  assert.match(body.message, /^This token was itself issued as a credential/)
  assert.equal((await listed(t)).length, 1)
})

test('all credentials of an account have one rate limit, beside that of who asks for them', async () => {
  await using t = await harness({ rate_limit: { hour: 10, minute: 10 } })
  await t.call('POST /v2/registries', { name: 'shop' })
  const tokens = [await logIn(t), await logIn(t), await logIn(t)]
  const statuses: number[] = []
  for (let request = 0; request < 12; request++)
    statuses.push(await statusWith(t, tokens[request % 3] as string))
  assert.deepEqual(statuses, [...Array(10).fill(200), 429, 429])
  assert.equal((await t.call('GET /v2/registries/shop')).status, 200)
})

test('a request that was let in before its token was revoked gets no credentials', async () => {
  await using t = await withShop()
  const { token: asking, row } = await t.tokenFor(t.account)
  const principal = { account: t.account, token: row.id, scopes: new Set(['api:write']) }
  const let_in = { deps: t.deps, principal, audit: {} } as unknown as Ctx
  await revoke(t, asking)
  const issuing = issueCredentials(let_in, 'shop', { expiry_seconds: 0, read_write: false })
  await assert.rejects(issuing, { status: 401 })
  assert.deepEqual(await listed(t), [])
})

test('a registry has a thousand credentials that work, and those that ended long ago are forgotten', async () => {
  await using t = await withShop()
  const { uuid } = (await t.call('GET /v2/registries/shop')).body.registry
  const expires_at = new Date(t.clock.at.getTime() + HOUR_MS)
  const wanted = { account: t.account, name: 'many', scopes: ['registry:read'], expires_at }
  await t.deps.main.database.transact(async (tx) => {
    for (let made = 0; made < 999; made++)
      await createToken(tx, { ...wanted, issued_for: `registry:${uuid}` }, t.clock.at)
  })
  const [last, refused] = [await logIn(t), await t.call(`GET ${CREDENTIALS}`)]
  assert.equal(refused.status, 412)
  assert.match(refused.body.message, /^There are 1000 credentials that work/)
  await revoke(t, last)
  await logIn(t)
  pass(t, HOUR_MS)
  await logIn(t)
  pass(t, 31 * 24 * HOUR_MS)
  await logIn(t)
  const { rows } = await sql<{ name: string }>`select name from tokens`.execute(t.deps.main.database.read)
  assert.deepEqual(
    rows.filter(({ name }) => name !== 'test').map(({ name }) => name),
    Array(3).fill('container registry shop (read)'),
  )
})

test('who got credentials, and who revoked them, is in the audit trail; the token is nowhere', async () => {
  await using t = await withShop()
  const token = await logIn(t)
  const [{ id }] = await listed(t)
  await revoke(t, token)
  const { read } = t.deps.main.database
  const records = (await recordsOf(t)).filter(({ resource }) => resource === `token:${id}`)
  assert.deepEqual(records.map(({ operation }) => operation).sort(), [
    'oauth_revoke',
    'registries_get_dockerCredentials',
  ])
  const all = await sql`select * from audit_records`.execute(read)
  const tokens = await sql`select * from tokens`.execute(read)
  const documents = await sql`select * from documents`.execute(read)
  const [issuing] = records.filter(({ operation }) => operation !== 'oauth_revoke')
  assert.match(String(issuing?.detail), /^for registry:[0-9a-f-]{36}$/)
  const places = [...[all, tokens, documents].map(({ rows }) => JSON.stringify(rows)), t.log.join('')]
  for (const secret of [token.slice('dop_v1_'.length), btoa(`${token}:${token}`)])
    assert.deepEqual(
      places.filter((place) => place.includes(secret)),
      [],
    )
})
