// What holds for every request and every answer, whatever the area: order of checks, headers, errors, bodies, CORS.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { type Answer, type Call, type Harness, harness, type Request } from '../../../test/harness.ts'

const SECRETS = '/v2/security/secrets'
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const MIB = 1_048_576

let t: Harness
let weak: string

before(async () => {
  t = await harness()
  weak = (await t.tokenFor(t.account, ['tag:read'])).token
})
after(() => t[Symbol.asyncDispose]())

const stranger: Call = { token: undefined }
const json = { 'content-type': 'application/json' }

function assertError(
  { status, headers, body, text }: Answer,
  expected: number,
  id: string,
  why: string,
): void {
  assert.equal(status, expected, `${why}: ${text}`)
  assert.equal(headers['content-type'], 'application/json; charset=utf-8', why)
  assert.deepEqual(Object.keys(body), ['id', 'message', 'request_id'], why)
  assert.equal(body.id, id, why)
  assert.equal(body.request_id, headers['x-request-id'], why)
  for (const name of ['limit', 'remaining', 'reset'])
    assert.match(String(headers[`ratelimit-${name}`]), /^\d+$/, `${why}: ratelimit-${name}`)
}

type Case = [
  name: string,
  status: number,
  id: string,
  request: Request,
  body?: object | string | undefined,
  call?: Call,
]
const big = JSON.stringify('x'.repeat(MIB))

const cases = (): Case[] => [
  ['no token, bad body', 401, 'unauthorized', `POST ${SECRETS}`, '{', stranger],
  ['no token, big body', 401, 'unauthorized', `POST ${SECRETS}`, big, stranger],
  ['no token, no such path', 401, 'unauthorized', 'GET /v2/nothing', undefined, stranger],
  ['no token, wrong method', 401, 'unauthorized', 'PATCH /v2/account', undefined, stranger],
  ['no token, not served', 401, 'unauthorized', 'GET /v2/apps', undefined, stranger],
  ['wrong scope, bad body', 403, 'forbidden', `POST ${SECRETS}`, '{', { token: weak }],
  ['wrong scope, invalid body', 403, 'forbidden', `POST ${SECRETS}`, {}, { token: weak }],
  ['wrong scope, big body', 403, 'forbidden', `POST ${SECRETS}`, big, { token: weak }],
  ['wrong scope, invalid path', 403, 'forbidden', `GET ${SECRETS}/.x`, undefined, { token: weak }],
  ['wrong scope, no such path', 404, 'not_found', 'GET /v2/nothing', undefined, { token: weak }],
  ['wrong scope, wrong method', 405, 'method_not_allowed', 'PATCH /v2/account', undefined, { token: weak }],
  ['no such path, bad body', 404, 'not_found', 'POST /v2/nothing', '{'],
  ['not served, bad body', 501, 'not_implemented', 'POST /v2/apps', '{'],
  ['malformed JSON', 400, 'bad_request', `POST ${SECRETS}`, '{"name": "x", "values": hunter2}'],
  ['an empty body', 400, 'bad_request', `POST ${SECRETS}`, ''],
  ['no body', 400, 'bad_request', `POST ${SECRETS}`],
  ['a body of null', 400, 'bad_request', `POST ${SECRETS}`, 'null'],
  ['a prototype', 400, 'bad_request', `POST ${SECRETS}`, '{"a": [{"__proto__": {"b": 1}}]}'],
  ['an escaped prototype', 400, 'bad_request', `POST ${SECRETS}`, '{"\\u005f_prot\\u006f__": {"b": 1}}'],
  ['an unreadable name', 400, 'bad_request', `GET ${SECRETS}/%zz`],
  ['a name of broken UTF-8', 400, 'bad_request', `GET ${SECRETS}/%ff`],
  ['a long name', 400, 'bad_request', `GET ${SECRETS}/${'a'.repeat(5000)}`],
  [
    'a form',
    415,
    'unsupported_media_type',
    `POST ${SECRETS}`,
    'name=x',
    {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    },
  ],
  ['more than 1 MiB', 413, 'payload_too_large', `POST ${SECRETS}`, big],
  ['an unknown path', 404, 'not_found', 'GET /v2/nothing?x=1'],
  ['a broken path', 404, 'not_found', 'GET /v2/%zz/nothing'],
  ['a wrong method', 405, 'method_not_allowed', 'DELETE /v2/account'],
  ['a public operation that is not served', 501, 'not_implemented', 'GET /v2/apps'],
]

test('each mistake has its answer, and the first one counts', async () => {
  for (const [name, status, id, request, body, call] of cases())
    assertError(await t.call(request, body, call), status, id, name)
})

test('an answer says what came and what is wanted, and never quotes a body that it cannot read', async () => {
  const message = async (request: Request, body?: object | string, call?: Call) =>
    (await t.call(request, body, call)).body.message
  const form = { headers: { 'content-type': 'text/csv' } }
  assert.match(await message(`POST ${SECRETS}`, 'a,b', form), /must be application\/json, got text\/csv/)
  assert.equal(await message(`POST ${SECRETS}`, big), 'The request body is larger than 1 MiB.')
  assert.match(await message(`POST ${SECRETS}`, '{"a": "s3cr3t"'), /^error parsing request body: it is not/)
  for (const broken of ['{"a": s3cr3t}', '["s3cr3t" "s3cr3t"]', 's3cr3t', '{"s3cr3t'])
    assert.doesNotMatch(await message(`POST ${SECRETS}`, broken), /s3cr3t/, broken)
  assert.match(await message('DELETE /v2/account'), /DELETE is not allowed here; use GET/)
  assert.equal(t.log.join('').includes('s3cr3t'), false)
})

test('1 MiB is not too large', async () => {
  const exact = JSON.stringify('x'.repeat(MIB - 2))
  assert.equal(Buffer.byteLength(exact), MIB)
  assert.equal((await t.call(`POST ${SECRETS}`, exact)).status, 400)
})

test('JSON may name its charset, and unknown fields and parameters are ignored', async () => {
  const body = JSON.stringify({ name: 'wide', region: 'nyc3', values: { a: 'b' }, colour: 'red', tags: [1] })
  const headers = { 'content-type': 'application/json; charset=utf-8' }
  assert.equal((await t.call(`POST ${SECRETS}?x=1`, body, { headers })).status, 200)
  assert.equal((await t.call(`GET ${SECRETS}/wide?region=nyc3&x=1&x=2`)).status, 200)
})

test('an empty body under a JSON content type is no body', async () => {
  await t.call(`POST ${SECRETS}`, { name: 'empty', region: 'nyc3', values: { a: 'b' } })
  assert.equal((await t.call(`DELETE ${SECRETS}/empty?region=nyc3`, '', { headers: json })).status, 204)
  assert.equal((await t.call(`POST ${SECRETS}/empty/restore?region=nyc3`, '{}')).status, 200)
})

test('a sane request id is taken, and any other replaced by a UUID', async () => {
  const idFor = async (given: string, call: Call = {}) => {
    const answer = await t.call('GET /v2/account', undefined, { ...call, headers: { 'x-request-id': given } })
    if (answer.body.request_id) assert.equal(answer.body.request_id, answer.headers['x-request-id'])
    return String(answer.headers['x-request-id'])
  }
  for (const sane of ['abc', 'A-1_b.2', 'x'.repeat(128)]) {
    assert.equal(await idFor(sane), sane)
    assert.equal(await idFor(sane, stranger), sane)
  }
  for (const odd of ['', 'a b', 'x'.repeat(129), 'ü', '<script>', 'a"b', 'a,b'])
    assert.match(await idFor(odd), UUID)
  assert.notEqual(await idFor(''), await idFor(''))
})

test('success carries the same headers', async () => {
  const { headers } = await t.call('GET /v2/account')
  assert.match(String(headers['x-request-id']), UUID)
  assert.deepEqual(
    ['limit', 'remaining', 'reset'].map((name) => headers[`ratelimit-${name}`]),
    ['5000', '5000', String(t.clock.at.getTime() / 1000 + 3600)],
  )
  assert.equal(headers['content-type'], 'application/json; charset=utf-8')
})

test('HEAD answers as GET, without a body', async () => {
  for (const [path, status] of [
    ['/v2/account', 200],
    [SECRETS, 200],
    [`${SECRETS}/none?region=nyc3`, 404],
    ['/v2/apps', 501],
    ['/v2/nothing', 404],
    ['/healthz', 200],
  ] as const) {
    const [got, head] = [await t.call(`GET ${path}`), await t.call(`HEAD ${path}`)]
    assert.deepEqual([got.status, head.status, head.text], [status, status, ''], path)
    assert.equal(head.headers['content-type'], got.headers['content-type'])
  }
  assert.equal((await t.call(`HEAD ${SECRETS}`, undefined, stranger)).status, 401)
  assert.equal((await t.call(`HEAD ${SECRETS}`, undefined, { token: weak })).status, 403)
})

test('a slash at the end changes nothing', async () => {
  for (const path of ['/v2/account', '/v2/security/secrets', '/v2/apps', '/healthz'] as const)
    assert.equal((await t.call(`GET ${path}/`)).status, (await t.call(`GET ${path}`)).status, path)
})

test('a preflight needs no token, and any origin may read what it may know', async () => {
  const origin = 'https://console.example'
  const asked = { origin, 'access-control-request-headers': 'authorization, x-custom' }
  const preflight = await t.call(`OPTIONS ${SECRETS}`, undefined, { token: undefined, headers: asked })
  assert.equal(preflight.status, 204)
  assert.match(String(preflight.headers['access-control-allow-methods']), /\bPUT\b.*\bDELETE\b/)
  assert.equal(preflight.headers['access-control-allow-headers'], 'authorization, x-custom')
  assert.match(String(preflight.headers['access-control-max-age']), /^\d+$/)
  const good = await t.call('GET /v2/account', undefined, { headers: { origin } })
  const bad = await t.call('GET /v2/account', undefined, { token: undefined, headers: { origin } })
  for (const { headers } of [preflight, good, bad]) {
    assert.equal(headers['access-control-allow-origin'], origin)
    assert.equal(headers['access-control-allow-credentials'], 'true')
    assert.equal(headers.vary, 'origin')
    for (const name of [
      'ratelimit-limit',
      'ratelimit-remaining',
      'ratelimit-reset',
      'retry-after',
      'x-request-id',
    ])
      assert.ok(String(headers['access-control-expose-headers']).split(', ').includes(name), name)
  }
  assert.equal('access-control-allow-origin' in (await t.call('GET /v2/account')).headers, false)
})

test('a bug is a bare 500; its cause is in the log under the request id', async () => {
  await t.call(`POST ${SECRETS}`, { name: 'torn', region: 'nyc3', values: { a: 'sh4rk' } })
  const store = await t.deps.regions.get('nyc3')?.open()
  await store?.database.transact((tx) =>
    sql`update secret_versions set sealed = 'v2.sh4rk' where name = 'torn'`.execute(tx),
  )
  const answer = await t.call(`GET ${SECRETS}/torn?region=nyc3`)
  assertError(answer, 500, 'server_error', 'torn')
  assert.equal(answer.body.message, 'Unexpected server-side error')
  const line = t.log.find((it) => it.includes(answer.body.request_id))
  assert.match(line ?? '', /"op":"security_get_secret".*VaultError|VaultError.*"op":"security_get_secret"/s)
  assert.equal(t.log.join('').includes('sh4rk'), false)
})
