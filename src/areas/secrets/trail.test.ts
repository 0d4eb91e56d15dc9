// What the audit trail says of each request about secrets, and what happens when it cannot say it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Call, harness, type Request } from '../../../test/harness.ts'
import { durableRecordsOf, type Recorded, recordsOf } from '../../../test/records.ts'
import type { Store } from '../../kernel/ctx.ts'

const SECRETS = '/v2/security/secrets'
const VALUE = 'sh4rk-b1te'
const RESOURCE = 'do:secret:db'
const at = (path: string, method = 'GET') => `${method} ${SECRETS}${path}` as Request
const body = { name: 'db', region: 'nyc3', values: { password: VALUE } }
const next = (version: number) => ({ region: 'nyc3', version, values: { password: `${VALUE}-2` } })

type Expected = [operation: string, status: number, where?: 'main' | 'nyc3', about?: Partial<Recorded>]
const SECRET = { resource: RESOURCE, region: 'nyc3' }

// In this order: each finds what those before it have left. Changes and reads of values are in the region's own
// database; what changed nothing is in the main one.
const calls: Array<[Request, object | undefined, Expected]> = [
  [at('', 'POST'), body, ['security_create_secret', 200, 'nyc3', SECRET]],
  [at('', 'POST'), body, ['security_create_secret', 409, 'main', SECRET]],
  [
    at('', 'POST'),
    { ...body, region: 'mars1' },
    ['security_create_secret', 400, 'main', { resource: RESOURCE }],
  ],
  [at('', 'POST'), { ...body, values: {} }, ['security_create_secret', 400]],
  [at('/db?region=nyc3'), undefined, ['security_get_secret', 200, 'nyc3', SECRET]],
  [at('/db'), undefined, ['security_get_secret', 200, 'nyc3', SECRET]],
  [at('/db?keys_only=true'), undefined, ['security_get_secret', 200, 'nyc3', SECRET]],
  [at('/db?region=nyc3', 'HEAD'), undefined, ['security_get_secret', 200, 'nyc3', SECRET]],
  [at('/db?version=9'), undefined, ['security_get_secret', 404, 'main', SECRET]],
  [at('/no'), undefined, ['security_get_secret', 404, 'main', { resource: 'do:secret:no' }]],
  [at('/.no'), undefined, ['security_get_secret', 400]],
  [at('/db', 'PUT'), next(1), ['security_update_secret', 200, 'nyc3', SECRET]],
  [at('/db', 'PUT'), next(1), ['security_update_secret', 409, 'main', SECRET]],
  [at('/db/versions'), undefined, ['security_list_secret_versions', 200, 'main', SECRET]],
  [at('/db', 'DELETE'), undefined, ['security_delete_secret', 204, 'nyc3', SECRET]],
  [at('/db', 'DELETE'), undefined, ['security_delete_secret', 204, 'nyc3', SECRET]],
  [at('/db'), undefined, ['security_get_secret', 200, 'nyc3', SECRET]],
  [at('/db/restore', 'POST'), undefined, ['security_post_restore_secret', 200, 'nyc3', SECRET]],
  [at(''), undefined, ['security_list_secrets', 200]],
  ['GET /v2/account', undefined, ['account_get', 200]],
  ['GET /v1/oauth/token/info', undefined, ['oauth_token_info', 200]],
  ['GET /v2/apps', undefined, ['apps_list', 501]],
  ['PATCH /v2/account', undefined, ['PATCH /v2/account', 405]],
  ['GET /v2/nothing?secret=1', undefined, ['GET /v2/nothing', 404]],
]

test('each request leaves one record that says who did what to which, and never a value', async () => {
  await using t = await harness()
  const { token, row } = await t.tokenFor(t.account)
  const seen = new Set<string>()
  for (const [index, [request, sent, [operation, status, where = 'main', about]]] of calls.entries()) {
    t.clock.at = new Date(t.clock.at.getTime() + 1000)
    const request_id = `call-${index}`
    const answer = await t.call(request, sent, { token, headers: { 'x-request-id': request_id } })
    assert.equal(answer.status, status, request)
    if (where === 'nyc3') {
      const durable = (await durableRecordsOf(t)).filter((it) => it.request_id === request_id)
      assert.equal(durable.length, 1, `${request}: its record is not durable with it`)
    }
    const fresh = (await recordsOf(t)).filter((it) => !seen.has(it.request_id))
    seen.add(request_id)
    const { writer: _, number: __, previous: ___, ...record } = fresh[0] as Recorded & Record<string, unknown>
    assert.equal(fresh.length, 1, request)
    assert.deepEqual(record, {
      time: t.clock.at.toISOString(),
      token: row.id,
      account: t.account,
      operation,
      resource: null,
      region: null,
      decision: 'allowed',
      status,
      request_id,
      address: '127.0.0.1',
      ...about,
      database: where,
    })
  }
  assert.doesNotMatch(JSON.stringify(await recordsOf(t)), /sh4rk|dop_v1/)
  assert.doesNotMatch(t.log.join(''), /sh4rk|dop_v1/)
})

test('refused calls are recorded, with the token where it is known', async () => {
  await using t = await harness({ rate_limit: { hour: 2, minute: 2 } })
  const weak = await t.tokenFor(t.account, ['tag:read'])
  const old = await t.tokenFor(t.account, ['api:write'], t.clock.at)
  const ask = async (call: Call, request: Request = at('/db')) => {
    await t.call(request, undefined, call)
    const { token, account, operation, decision, status } = (await recordsOf(t)).at(-1) as Recorded
    return [token, account, operation, decision, status]
  }
  const op = 'security_get_secret'
  assert.deepEqual(await ask({ token: undefined }), [null, null, op, 'refused', 401])
  assert.deepEqual(await ask({ token: 'garbage' }), [null, null, op, 'refused', 401])
  assert.deepEqual(await ask({ token: `dop_v1_${'a'.repeat(64)}` }), [null, null, op, 'refused', 401])
  assert.deepEqual(await ask({ token: old.token }), [old.row.id, t.account, op, 'refused', 401])
  assert.deepEqual(await ask({ token: weak.token }), [weak.row.id, t.account, op, 'refused', 403])
  const unserved = await ask({ token: weak.token }, 'GET /v2/apps')
  assert.deepEqual(unserved, [weak.row.id, t.account, 'apps_list', 'refused', 403])
  assert.deepEqual(await ask({ token: weak.token }), [weak.row.id, t.account, op, 'refused', 429])
  assert.equal((await recordsOf(t)).length, 7)
  await t.call('GET /healthz', undefined, { token: undefined })
  assert.equal((await recordsOf(t)).length, 7)
})

test('what is not recorded with a change is recorded within a second', async () => {
  await using t = await harness()
  await t.call(at(''))
  const deadline = performance.now() + 1000
  while ((await durableRecordsOf(t)).length === 0) {
    assert.ok(performance.now() < deadline, 'no record after a second')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
})

async function rename(store: Store | undefined, from: string, to: string): Promise<void> {
  assert.ok(store)
  const { database } = store
  await database.transact((tx) => database.script(tx, `alter table ${from} rename to ${to}`))
}

test('what cannot be recorded in its region is not done, and readiness is red until it can', async () => {
  await using t = await harness()
  await t.call(at('', 'POST'), body)
  await t.call(at('', 'POST'), { ...body, name: 'dead' })
  await t.call(at('/dead', 'DELETE'))
  const store = await t.deps.regions.get('nyc3')?.open()
  const before = (await t.call(at('?region=nyc3'))).body
  await rename(store, 'audit_records', 'hidden_records')
  const ready = await t.call('GET /readyz')
  assert.deepEqual([ready.status, ready.body.reason], [503, 'the audit trail of nyc3 cannot be written'])
  for (const [request, sent] of [
    [at('', 'POST'), { ...body, name: 'new' }],
    [at('/db', 'PUT'), next(1)],
    [at('/db', 'DELETE'), undefined],
    [at('/dead/restore', 'POST'), undefined],
    [at('/db'), undefined],
  ] as Array<[Request, object | undefined]>) {
    const { status, text, body } = await t.call(request, sent)
    assert.deepEqual([status, body.id], [503, 'unavailable'], request)
    assert.doesNotMatch(text, /audit_records|sh4rk/)
  }
  assert.equal((await t.call(at('/db', 'PUT'), { ...next(1), region: 'sfo3' })).status, 404)
  assert.deepEqual((await t.call(at('?region=nyc3'))).body, before)
  await rename(store, 'hidden_records', 'audit_records')
  assert.equal((await t.call('GET /readyz')).status, 200)
  assert.deepEqual((await t.call(at('/db'))).body.values, { password: VALUE })
  assert.equal((await t.call(at('/db', 'PUT'), next(1))).status, 200)
  assert.equal((await t.call(at('/new'))).status, 404)
})

test('while the trail itself cannot be written nothing is served, and nothing is lost', async () => {
  await using t = await harness()
  await rename(t.installation.main, 'audit_records', 'hidden_records')
  const ready = await t.call('GET /readyz')
  assert.deepEqual([ready.status, ready.body.reason], [503, 'the audit trail cannot be written'])
  await t.call(at(''))
  await assert.rejects(t.trail.flush(), /audit trail cannot be written/)
  for (const request of ['GET /v2/account', at('', 'POST'), 'GET /v2/nothing'] as Request[])
    assert.equal((await t.call(request, request.startsWith('POST') ? body : undefined)).status, 503, request)
  assert.equal((await t.call('GET /v2/account', undefined, { token: undefined })).status, 401)
  assert.match((await t.call('GET /metrics')).text, /^rockpool_ready 0$/m)
  await rename(t.installation.main, 'hidden_records', 'audit_records')
  t.clock.at = new Date(t.clock.at.getTime() + 1000)
  assert.equal((await t.call('GET /readyz')).status, 200)
  assert.match((await t.call('GET /metrics')).text, /^rockpool_ready 1$/m)
  assert.equal((await t.call(at('', 'POST'), body)).status, 200)
  const statuses = (await recordsOf(t)).map(({ operation, status }) => `${operation} ${status}`)
  assert.deepEqual(statuses.sort(), [
    'GET /v2/nothing 503',
    'account_get 401',
    'account_get 503',
    'security_create_secret 200',
    'security_create_secret 503',
    'security_list_secrets 200',
  ])
})

test('a token that was pasted into a path or a name is not kept', async () => {
  await using t = await harness()
  const pasted = t.token
  await t.call(`GET /v2/${pasted}`)
  await t.call(`GET /v2/security/secrets/${pasted}?region=nyc3`)
  const told = JSON.stringify(await recordsOf(t))
  assert.ok(!told.includes(pasted))
  assert.match(told, /GET \/v2\/dop_v1_\[hidden\]/)
  assert.match(told, /do:secret:dop_v1_\[hidden\]/)
})
