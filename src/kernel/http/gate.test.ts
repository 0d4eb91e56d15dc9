// What may be served at all, and what is told of it: the gate, the OpenAPI document, the probes, the metrics.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { type Harness, harness } from '../../../test/harness.ts'
import { operations } from '../../app.ts'
import { areas } from '../../areas.ts'
import { buildMetrics } from '../metrics.ts'
import { knownScopes } from '../scopes.ts'
import { ANY_TOKEN } from './gate.ts'
import { buildHttp } from './http.ts'

let t: Harness
before(async () => {
  t = await harness()
})
after(() => t[Symbol.asyncDispose]())

const emptyServer = () =>
  buildHttp(t.deps, {
    find_token: () => ({}),
    operations,
    scopes: knownScopes(operations),
    rate_limit: undefined,
    failed_auth_limit: 1,
    public_url: undefined,
    trail: t.trail,
    metrics: buildMetrics(),
  })

const handler = async () => ({})

for (const [name, config, said] of [
  ['no declaration', undefined, /GET \/mine declares no op/],
  ['no op', { scope: 'tag:read' }, /GET \/mine declares no op/],
  ['neither scope nor reason', { op: 'mine' }, /must declare either a scope or why it is open/],
  ['both', { op: 'mine', scope: 'tag:read', open: 'why not' }, /must declare either a scope or why/],
  ['an unknown scope', { op: 'mine', scope: 'tag:reed' }, /declares the unknown scope tag:reed/],
  ['an alias', { op: 'mine', scope: 'api:read' }, /declares the unknown scope api:read/],
  ['one unknown scope of two', { op: 'mine', scope: ['tag:read', 'x:y'] }, /unknown scope x:y/],
  [
    'a path that is not the published one',
    { op: 'tags_list', scope: 'tag:read' },
    /tags_list is GET \/v2\/tags/,
  ],
] as const) {
  test(`a route with ${name} stops the start`, () => {
    assert.throws(
      () => emptyServer().app.get('/mine', { ...(config && { config: config as object }) }, handler),
      said,
    )
  })
}

test('a public operation keeps its method and its scope', () => {
  const { app } = emptyServer()
  const declare = (op: string, scope: string | string[]) => ({ config: { op, scope } })
  assert.throws(() => app.post('/v2/tags', declare('tags_list', 'tag:read'), handler), /tags_list is GET/)
  assert.throws(() => app.get('/v2/tags', declare('tags_list', 'tag:create'), handler), /needs \[tag:read\]/)
  assert.throws(() => app.get('/v2/tags', declare('tags_list', ANY_TOKEN), handler), /needs \[tag:read\]/)
  app.get('/v2/tags', declare('tags_list', 'tag:read'), handler)
  app.get('/v2/tags/:tag_id', declare('tags_get', ['tag:read']), handler)
})

test('an operation is declared once', () => {
  const { app } = emptyServer()
  app.get('/one', { config: { op: 'mine', scope: ANY_TOKEN } }, handler)
  const again = () => app.get('/two', { config: { op: 'mine', scope: ANY_TOKEN } }, handler)
  assert.throws(again, /GET \/two declares mine, which another route has/)
})

interface Operation {
  operationId: string
  security: Array<Record<string, string[]>>
  parameters: Array<{ name: string; in: string; required: boolean; schema: object }>
  requestBody?: { content: Record<string, { schema: object }> }
  responses: Record<
    string,
    { description?: string; $ref?: string; content?: Record<string, { schema: object }> }
  >
}

test('the OpenAPI document has every route, and all its parts stand', async () => {
  const { status, body, headers } = await t.call('GET /openapi.json', undefined, { token: undefined })
  assert.equal(status, 200)
  assert.equal(headers['content-type'], 'application/json; charset=utf-8')
  assert.equal(body.openapi, '3.1.0')
  assert.ok(body.info.title && body.info.version)
  const ajv = new Ajv2020({ strict: false, formats: { password: true, uri: true, 'date-time': true } })
  const ids = new Set<string>()
  for (const route of t.table.routes) {
    const path = route.url.replaceAll(/:(\w+)/g, '{$1}')
    const operation: Operation = body.paths[path]?.[route.method.toLowerCase()]
    assert.equal(operation?.operationId, route.op)
    ids.add(operation.operationId)
    const enough = route.open ? [] : [route.scopes, ...(route.or ? [route.or] : [])]
    assert.deepEqual(
      operation.security,
      enough.map((scopes) => ({ bearer_auth: scopes })),
    )
    const inPath = operation.parameters.filter((it) => it.in === 'path')
    assert.deepEqual(
      inPath.map((it) => `{${it.name}}`),
      path.match(/\{\w+\}/g) ?? [],
      path,
    )
    assert.ok(
      inPath.every((it) => it.required),
      path,
    )
    for (const schema of schemasIn(operation)) ajv.compile(schema)
    assert.ok(Object.keys(operation.responses).length > 0)
  }
  const listed = Object.values(body.paths).flatMap((item) => Object.keys(item as object))
  assert.equal(listed.length, ids.size)
  for (const ref of refsIn(body)) assert.ok(resolve(body, ref), `${ref} leads nowhere`)
  assert.ok(refsIn(body).length > 0)
  assert.ok(body.components.securitySchemes.bearer_auth)
})

const schemasIn = ({ parameters, requestBody, responses }: Operation): object[] => [
  ...parameters.map((it) => it.schema),
  ...[requestBody, ...Object.values(responses)].flatMap((it) =>
    Object.values(it?.content ?? {}).map(({ schema }) => schema),
  ),
]

function refsIn(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return []
  const own = '$ref' in node ? [String(node.$ref)] : []
  return [...own, ...Object.values(node).flatMap(refsIn)]
}

function resolve(document: unknown, ref: string): unknown {
  assert.match(ref, /^#\//)
  const keys = ref.slice(2).split('/')
  return keys.reduce((at: unknown, key) => (at as Record<string, unknown> | undefined)?.[key], document)
}

test('probes need no token and tell of no account', async () => {
  const alive = await t.call('GET /healthz', undefined, { token: undefined })
  assert.equal(alive.body.status, 'alive')
  assert.deepEqual(
    alive.body.areas,
    areas.map(({ name, kind }) => ({ name, kind })),
  )
  const kindOf = (area: string) => alive.body.areas.find(({ name }: { name: string }) => name === area)?.kind
  assert.deepEqual([kindOf('secrets'), kindOf('sizes')], ['real', 'emulated'])
  const ready = await t.call('GET /readyz', undefined, { token: undefined })
  assert.deepEqual([ready.status, ready.body], [200, { status: 'ready' }])
})

test('metrics count by operation and status, and name no one', async () => {
  await t.call('GET /v2/account')
  await t.call('GET /v2/account', undefined, { token: undefined })
  await t.call('GET /v2/security/secrets/tell-no-one?region=nyc3')
  await t.call('GET /v2/nothing-of-the-kind')
  const { text, headers } = await t.call('GET /metrics', undefined, { token: undefined })
  assert.match(String(headers['content-type']), /^text\/plain; version=0\.0\.4/)
  for (const line of [
    'rockpool_requests_total{op="account_get",status="200"} 1',
    'rockpool_requests_total{op="account_get",status="401"} 1',
    'rockpool_requests_total{op="security_get_secret",status="404"} 1',
    'rockpool_requests_total{op="unmatched",status="404"} 1',
    'rockpool_ready 1',
  ])
    assert.ok(text.split('\n').includes(line), line)
  assert.match(text, /^rockpool_request_duration_seconds_bucket\{le="0\.01",op="account_get"\} \d/m)
  for (const secret of [t.token, t.account, 'tell-no-one', 'nothing-of-the-kind', '127.0.0.1'])
    assert.equal(text.includes(secret), false, secret)
})
