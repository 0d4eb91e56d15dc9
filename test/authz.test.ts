// What every operation must do with every kind of caller, over the whole route table and the whole public API.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { operations } from '../src/app.ts'
import { markRevoked } from '../src/cloud/tokens/store.ts'
import { readScope, updateScope } from '../src/cloud/urns.ts'
import type { Route } from '../src/kernel/http/gate.ts'
import { knownScopes } from '../src/kernel/scopes.ts'
import { type Harness, harness, type Request } from './harness.ts'
import { tour } from './tour/parts.ts'
import { canSucceed, type Filled, type Step, type Stop, TOUR_WORLD } from './tour/tour.ts'

const ALL_SCOPES = [...knownScopes(operations)]
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
const HOUR_MS = 3_600_000

let t: Harness
let closed: Route[]
let open: Route[]
let fill: (step: Step) => Filled

before(async () => {
  t = await harness(TOUR_WORLD)
  closed = t.table.routes.filter((route) => route.open === undefined)
  open = t.table.routes.filter((route) => route.open !== undefined)
  fill = await tour.prepare(t)
})
after(() => t[Symbol.asyncDispose]())

/** What works of an operation: what the tour calls. */
function stepFor({ method, url, op }: Route): Filled {
  const step = tour.stops[op]?.ok ?? tour.own[op]
  if (step) return fill(step)
  assert.ok(!url.includes(':'), `${op}: it has parameters, and is not on the tour`)
  return [`${method} ${url}` as Request, undefined, {}]
}
const requestFor = (route: Route) => stepFor(route)[0]

/** One token for each set of scopes that is asked for. */
const kept = new Map<string, Promise<string>>()
function holding(scopes: readonly string[]): Promise<string> {
  const key = [...scopes].sort().join(' ')
  const token = kept.get(key) ?? t.tokenFor(t.account, [...scopes]).then((made) => made.token)
  kept.set(key, token)
  return token
}

test('there are routes of both kinds', () => {
  assert.ok(closed.length >= 9, `${closed.length} with a token`)
  assert.deepEqual(open.map(({ url }) => url).sort(), ['/healthz', '/metrics', '/openapi.json', '/readyz'])
})

test('what projects and tags hold is seen and tagged by scopes that a token can have', () => {
  const held = t.deps.resources.filter(({ in_projects, tag_type }) => in_projects || tag_type)
  const tagged = held.filter(({ tag_type }) => tag_type)
  const needed = [...held.map(readScope), ...tagged.map(updateScope)]
  assert.ok(needed.length > 5)
  assert.deepEqual(
    needed.filter((scope) => !ALL_SCOPES.includes(scope)),
    [],
  )
})

test('open routes answer without a token, and whatever token comes', async () => {
  for (const route of open) {
    for (const token of [undefined, 'garbage', t.token]) {
      const { status } = await t.call(requestFor(route), undefined, { token })
      assert.equal(status, 200, route.op)
    }
  }
})

test('every other operation refuses whoever is not a working token, all alike', async () => {
  const gone = await t.tokenFor(t.account)
  await t.installation.main.database.transact((tx) => markRevoked(tx, gone.row.id, t.clock.at.toISOString()))
  const old = await t.tokenFor(t.account, ['api:write'], new Date(t.clock.at.getTime() + HOUR_MS))
  t.clock.at = new Date(t.clock.at.getTime() + HOUR_MS)
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
  const callers: Record<string, Record<string, string>> = {
    'no token': {},
    'an empty header': { authorization: '' },
    garbage: bearer('garbage'),
    'another scheme': { authorization: `Basic ${t.token}` },
    'no scheme': { authorization: t.token },
    'a token that was never made': bearer(`dop_v1_${'0'.repeat(64)}`),
    'a token in upper case': bearer(t.token.toUpperCase()),
    'a token with more at its end': bearer(`${t.token}0`),
    'two tokens': bearer(`${t.token} ${t.token}`),
    'an expired token': bearer(old.token),
    'a revoked token': bearer(gone.token),
  }
  for (const route of closed) {
    for (const [name, headers] of Object.entries(callers)) {
      const answer = await t.call(requestFor(route), undefined, { token: undefined, headers })
      assert.equal(answer.status, 401, `${route.op}: ${name}`)
      assert.deepEqual([answer.body.id, answer.body.message], ['unauthorized', 'Unable to authenticate you.'])
    }
  }
})

test('all scopes but the needed one are not enough, and the answer names the one that lacks', async () => {
  for (const route of closed) {
    for (const scope of route.scopes) {
      const token = await holding(ALL_SCOPES.filter((other) => other !== scope && !route.or?.includes(other)))
      const { status, body } = await t.call(requestFor(route), undefined, { token })
      assert.equal(status, 403, route.op)
      assert.match(body.message, new RegExp(`lacks the scope ${scope}\\.$`), route.op)
    }
  }
})

test('a read-only token may read and change nothing', async () => {
  for (const alias of ['api:read', 'read']) {
    const token = await holding([alias])
    for (const route of closed) {
      const [request, body, call] = stepFor(route)
      const { status } = await t.call(request, body, { ...call, token })
      const stop = tour.stops[route.op]
      const found = stop && !canSucceed(stop) ? 404 : 200
      const may = route.scopes.every((scope) => scope.endsWith(':read'))
      assert.equal(status, may ? found : 403, route.op)
    }
  }
  const { body } = await t.call('GET /v2/security/secrets')
  assert.deepEqual(
    body.secrets.map((it: { secret: string; version: number }) => [it.secret, it.version]),
    [['db', 1]],
  )
})

test("another account's resource is not found, whatever the token may do, and stays as it is", async () => {
  const { token } = await t.tokenFor(await t.accountNamed('strangers'))
  const named = closed.filter(({ url }) => url.includes(':'))
  assert.ok(named.length >= 5)
  for (const route of named) {
    const [request, body, call] = stepFor(route)
    const answer = await t.call(request, body ?? (route.schema.body && {}), { ...call, token })
    assert.deepEqual([answer.status, answer.body.id], [404, 'not_found'], route.op)
  }
  const { body } = await t.call('GET /v2/security/secrets/db')
  assert.deepEqual([body.version, Object.keys(body.values)], [1, ['user', 'password']])
})

test('the needed scopes alone are enough', async () => {
  await using fresh = await harness(TOUR_WORLD)
  const filled = await tour.prepare(fresh)
  const routes = new Map(fresh.table.routes.map((route) => [route.op, route]))
  const own = Object.entries(tour.own).map(([op, ok]): [string, Stop] => [op, { ok }])
  for (const [op, stop] of [...Object.entries(tour.stops), ...own]) {
    const scopes = routes.get(op)?.scopes ?? []
    const { token } = await fresh.tokenFor(fresh.account, [...(scopes.length > 0 ? scopes : ['tag:read'])])
    const [request, body, call] = filled(stop.ok)
    const { status, text } = await fresh.call(request, body, { ...call, token })
    assert.match(String(status), canSucceed(stop) ? /^2/ : /^404$/, `${op}: ${text}`)
  }
})

// The upload's path is a URL that another operation would have given.
const published = operations.filter(({ path }) => !path.includes('<'))
const concrete = (path: string) => path.replaceAll(/\{\w+\}/g, 'x-1')

/** Fifty at a time: thousands of requests at once would have to wait longer for a connection than one may. */
async function forEach<Item>(items: Item[], check: (item: Item) => Promise<void>): Promise<void> {
  for (let from = 0; from < items.length; from += 50)
    await Promise.all(items.slice(from, from + 50).map(check))
}

test('a public operation that is not served says so, to whoever may do it', async () => {
  const served = new Set(t.table.routes.map(({ op }) => op))
  const missing = published.filter(({ op }) => !served.has(op))
  assert.equal(missing.length + served.size, published.length + own(served).length)
  await forEach(missing, async ({ op, method, path, scopes, or }) => {
    const request = `${method} ${concrete(path)}` as Request
    const stranger = await t.call(request, undefined, { token: undefined })
    assert.equal(stranger.status, 401, op)
    for (const enough of [scopes, or ?? scopes]) {
      const token = await holding(enough.length > 0 ? enough : ['tag:read'])
      const { status, body } = await t.call(request, undefined, { token })
      assert.deepEqual([status, body.id], [501, 'not_implemented'], op)
      assert.ok(body.message.includes(op))
    }
    for (const scope of scopes) {
      const lacking = ALL_SCOPES.filter((other) => other !== scope && !or?.includes(other))
      const { status, body } = await t.call(request, undefined, { token: await holding(lacking) })
      assert.equal(status, 403, op)
      assert.ok(body.message.includes(scope), op)
    }
  })
})

function own(served: Set<string>): string[] {
  const known = new Set(published.map(({ op }) => op))
  return [...served].filter((op) => !known.has(op))
}

test('a method that a public path does not have is refused, with those that it has', async () => {
  const methods = Map.groupBy(published, ({ path }) => concrete(path))
  await forEach([...methods], async ([path, has]) => {
    const allowed = [...new Set(has.map(({ method }) => method))].sort()
    const method = METHODS.find((it) => !allowed.includes(it))
    if (!method) return
    const { status, headers } = await t.call(`${method} ${path}` as Request)
    assert.deepEqual([status, headers.allow], [405, allowed.join(', ')], `${method} ${path}`)
  })
})

test('what is no path of ours is not found, with a token, and not told without one', async () => {
  for (const path of ['/', '/v2', '/v2/nothing', '/v3/account', '/v2/account/x/y', '//v2/account', '/%zz']) {
    assert.equal((await t.call(`GET ${path}` as Request)).status, 404, path)
    assert.equal((await t.call(`GET ${path}` as Request, undefined, { token: undefined })).status, 401, path)
  }
})
