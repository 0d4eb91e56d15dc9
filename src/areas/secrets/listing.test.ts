import assert from 'node:assert/strict'
import { createServer, type Server, type Socket } from 'node:net'
import { test } from 'node:test'
import { type KyselyPlugin, sql } from 'kysely'
import { type Harness, harness, type Request } from '../../../test/harness.ts'
import type { Region } from '../../kernel/ctx.ts'

const SECRETS = '/v2/security/secrets'
const DAY_MS = 86_400_000
// Nothing listens there, so that it refuses at once.
const REFUSING = 'postgres://nobody@127.0.0.1:1/nothing'

const NAME_WANTED =
  'name must be the start of a name: letters, digits, dots, hyphens or underscores, the first a letter or digit'

const create = (t: Harness, region: string, name: string) =>
  t.call(`POST ${SECRETS}`, { name, region, values: { a: 'b' } })
const list = (t: Harness, query = '') => t.call(`GET ${SECRETS}${query}` as Request)
const shown = (body: { secrets: Array<{ secret: string; region: string }> }) =>
  body.secrets.map(({ secret, region }) => `${secret}@${region}`).join(' ')

test('the list is one over all regions: by name, then region, a page at a time', async () => {
  await using t = await harness({ regions: [{ slug: 'nyc3' }, { slug: 'ams3' }, { slug: 'sfo3' }] })
  for (const [region, ...names] of [
    ['sfo3', 'b', 'd', 'Z'],
    ['nyc3', 'a', 'b', 'e.1'],
    ['ams3', 'b', 'c', '0'],
  ] as [string, ...string[]][])
    for (const name of names) await create(t, region, name)
  const order = '0@ams3 Z@sfo3 a@nyc3 b@ams3 b@nyc3 b@sfo3 c@ams3 d@sfo3 e.1@nyc3'.split(' ')
  const { body, text } = await list(t)
  assert.equal(shown(body), order.join(' '))
  assert.deepEqual([body.meta, body.links], [{ page: 1, pages: 1, total: 9 }, {}])
  assert.deepEqual(body.unavailable_regions, [])
  assert.equal(text.includes('values'), false)
  for (const per_page of [1, 2, 4, 9, 200]) {
    const pages = Math.ceil(9 / per_page)
    for (let page = 1; page <= pages + 1; page++) {
      const { body } = await list(t, `?page=${page}&per_page=${per_page}`)
      assert.equal(shown(body), order.slice((page - 1) * per_page, page * per_page).join(' '))
      assert.deepEqual(body.meta, { page, pages, total: 9 })
    }
  }
})

/** Counts the rows with the name of a secret that the regions give from now on. */
async function countFetched(t: Harness): Promise<{ names: number; rows: number }> {
  const fetched = { names: 0, rows: 0 }
  const counting: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      for (const row of result.rows) {
        if ('version' in row) fetched.rows += 1
        else if ('name' in row) fetched.names += 1
      }
      return result
    },
  }
  for (const { slug, open } of [...t.deps.regions.values()]) {
    const store = await open()
    const read = store.database.read.withPlugin(counting)
    const database = Object.create(store.database, { read: { value: read } })
    const counted = Object.create(store, { database: { value: database } })
    ;(t.deps.regions as Map<string, Region>).set(slug, { slug, open: async () => counted })
  }
  return fetched
}

test('a page past the end fetches nothing, and a deep one only names beyond what is on it', async () => {
  await using t = await harness({ regions: ['nyc3', 'ams3', 'sfo3'].map((slug) => ({ slug })) })
  const names: Record<string, string[]> = {
    nyc3: Array.from('abcdefghijkl'),
    ams3: Array.from('klmnop'),
    sfo3: ['x'],
  }
  for (const [region, all] of Object.entries(names)) for (const name of all) await create(t, region, name)
  const order = Object.entries(names)
    .flatMap(([region, all]) => all.map((name) => `${name}@${region}`))
    .sort()
  const fetched = await countFetched(t)
  const fetchedBy = async (query: string, expected: string[]) => {
    Object.assign(fetched, { names: 0, rows: 0 })
    const { body } = await list(t, query)
    assert.deepEqual([shown(body), body.unavailable_regions], [expected.join(' '), []], query)
    return { ...fetched }
  }
  const nothing = { names: 0, rows: 0 }
  for (const page of [20, 999_999_999, 2_147_483_647])
    assert.deepEqual(await fetchedBy(`?page=${page}&per_page=1`, []), nothing)
  assert.deepEqual(await fetchedBy('?page=999999999&per_page=200&name=k', []), nothing)
  for (const per_page of [1, 2, 5])
    for (let page = 2; (page - 1) * per_page < order.length; page++) {
      const expected = order.slice((page - 1) * per_page, page * per_page)
      const { names, rows } = await fetchedBy(`?page=${page}&per_page=${per_page}`, expected)
      assert.equal(rows, expected.length)
      assert.ok(names <= Math.min(3 * page * per_page, order.length), `${names} names`)
    }
  const last = await fetchedBy('?page=19&per_page=1', order.slice(18))
  assert.deepEqual(last, { names: 3, rows: 1 })
  const alone = await fetchedBy('?page=3&per_page=3&region=nyc3', ['g@nyc3', 'h@nyc3', 'i@nyc3'])
  assert.deepEqual(alone, { names: 0, rows: 3 })
})

test('links are absolute, keep what else was asked, and exist where they lead somewhere', async () => {
  await using t = await harness({ public_url: 'https://rock.example' })
  for (const name of ['a1', 'a2', 'a3', 'a4', 'a5']) await create(t, 'nyc3', name)
  const linksOf = async (page: number) => {
    const { body } = await list(t, `?per_page=2&name=a&page=${page}&extra=x%20y`)
    return body.links.pages
  }
  const to = (page: number) =>
    `https://rock.example/v2/security/secrets?per_page=2&name=a&page=${page}&extra=x+y`
  assert.deepEqual(await linksOf(1), { next: to(2), last: to(3) })
  assert.deepEqual(await linksOf(2), { first: to(1), prev: to(1), next: to(3), last: to(3) })
  assert.deepEqual(await linksOf(3), { first: to(1), prev: to(2) })
  assert.deepEqual(await linksOf(9), { first: to(1), prev: to(3) })
  assert.deepEqual((await list(t, '?per_page=5')).body.links, {})
  await using own = await harness()
  for (const name of ['a1', 'a2']) await create(own, 'nyc3', name)
  const headers = { host: 'box.example:8484' }
  const { body } = await own.call(`GET ${SECRETS}?per_page=1`, undefined, { headers })
  assert.equal(body.links.pages.next, 'http://box.example:8484/v2/security/secrets?per_page=1&page=2')
})

test('a page or a size out of range is refused with the range', async () => {
  await using t = await harness()
  for (const [query, said] of [
    ['page=0', 'page must be an integer from 1 to 2147483647, got "0".'],
    ['page=-1', 'page must be an integer from 1 to 2147483647, got "-1".'],
    ['page=x', 'page must be an integer from 1 to 2147483647, got "x".'],
    ['page=1.5', 'page must be an integer from 1 to 2147483647, got "1.5".'],
    ['page=1e400', 'page must be an integer from 1 to 2147483647, got "Infinity".'],
    ['page=', 'page must be an integer from 1 to 2147483647, got "".'],
    ['page=1&page=2', 'page must be an integer from 1 to 2147483647, got an array.'],
    ['per_page=0', 'per_page must be an integer from 1 to 200, got "0".'],
    ['per_page=201', 'per_page must be an integer from 1 to 200, got "201".'],
    ['per_page=1e400', 'per_page must be an integer from 1 to 200, got "Infinity".'],
    ['per_page=all', 'per_page must be an integer from 1 to 200, got "all".'],
    ['deleted=maybe', 'deleted must be a boolean, got "maybe".'],
    [`name=${'x'.repeat(256)}`, 'name must have at most 255 characters, got 256.'],
    ['name=%00', `${NAME_WANTED}, got "\\u0000".`],
    ['name=a%00b', `${NAME_WANTED}, got "a\\u0000b".`],
    ['name=.a', `${NAME_WANTED}, got ".a".`],
    ['name=%25', `${NAME_WANTED}, got "%".`],
  ]) {
    const { status, body } = await list(t, `?${query}`)
    assert.deepEqual([status, body.id, body.message], [400, 'bad_request', said])
  }
})

test('filters by start of name, region and deletion, alone and together', async () => {
  await using t = await harness()
  for (const name of ['app', 'app.db', 'app-db', 'apple', 'b', 'APP']) await create(t, 'nyc3', name)
  for (const name of ['app', 'z']) await create(t, 'sfo3', name)
  await t.call(`DELETE ${SECRETS}/app.db?region=nyc3`)
  await t.call(`DELETE ${SECRETS}/z`)
  for (const [query, expected] of [
    ['name=app', 'app@nyc3 app@sfo3 app-db@nyc3 app.db@nyc3 apple@nyc3'],
    ['name=app.', 'app.db@nyc3'],
    ['name=A', 'APP@nyc3'],
    ['name=nothing', ''],
    ['name=', 'APP@nyc3 app@nyc3 app@sfo3 app-db@nyc3 app.db@nyc3 apple@nyc3 b@nyc3 z@sfo3'],
    ['region=sfo3', 'app@sfo3 z@sfo3'],
    ['deleted=true', 'app.db@nyc3 z@sfo3'],
    ['deleted=false', 'APP@nyc3 app@nyc3 app@sfo3 app-db@nyc3 apple@nyc3 b@nyc3'],
    ['name=app&deleted=true', 'app.db@nyc3'],
    ['name=app&region=nyc3&deleted=false', 'app@nyc3 app-db@nyc3 apple@nyc3'],
    ['region=sfo3&deleted=true', 'z@sfo3'],
  ] as [string, string][]) {
    const { body } = await list(t, `?${query}`)
    assert.equal(shown(body), expected, query)
    assert.equal(body.meta.total, expected === '' ? 0 : expected.split(' ').length, query)
  }
})

test('the totals are right after every change, for each account by itself', async () => {
  await using t = await harness({ limits: { secret_recovery_days: 1 } })
  const { token } = await t.tokenFor(await t.accountNamed('others'))
  await t.call(`POST ${SECRETS}`, { name: 'theirs', region: 'nyc3', values: { a: 'b' } }, { token })
  const totals = async () => {
    const of = async (query: string) => (await list(t, query)).body.meta.total
    return [await of(''), await of('?deleted=false'), await of('?deleted=true')]
  }
  const step = async (request: Request, expected: number[], body?: object) => {
    await t.call(request, body)
    assert.deepEqual(await totals(), expected, request)
  }
  const one = { name: 'one', region: 'nyc3', values: { a: 'b' } }
  assert.deepEqual(await totals(), [0, 0, 0])
  await step(`POST ${SECRETS}`, [1, 1, 0], one)
  await step(`POST ${SECRETS}`, [1, 1, 0], one)
  await step(`POST ${SECRETS}`, [2, 2, 0], { ...one, region: 'sfo3' })
  await step(`PUT ${SECRETS}/one`, [2, 2, 0], { region: 'nyc3', version: 1, values: { a: 'c' } })
  await step(`DELETE ${SECRETS}/one?region=nyc3`, [2, 1, 1])
  await step(`DELETE ${SECRETS}/one?region=nyc3`, [2, 1, 1])
  await step(`POST ${SECRETS}/one/restore?region=nyc3`, [2, 2, 0])
  await step(`POST ${SECRETS}/one/restore?region=nyc3`, [2, 2, 0])
  await step(`DELETE ${SECRETS}/one?region=nyc3`, [2, 1, 1])
  t.clock.at = new Date(t.clock.at.getTime() + DAY_MS)
  await t.reconciling.runAll()
  assert.deepEqual(await totals(), [1, 1, 0])
  const theirs = await t.call(`GET ${SECRETS}`, undefined, { token })
  assert.deepEqual([shown(theirs.body), theirs.body.meta.total], ['theirs@nyc3', 1])
})

test('a region that refuses is named and costs the others nothing', async () => {
  await using t = await harness({ regions: [{ slug: 'nyc3' }, { slug: 'down1', url: REFUSING }] })
  assert.equal((await create(t, 'nyc3', 'here')).status, 200)
  const { status, body } = await list(t)
  assert.deepEqual([status, shown(body), body.meta.total], [200, 'here@nyc3', 1])
  assert.deepEqual(body.unavailable_regions, ['down1'])
  assert.deepEqual((await list(t, '?region=nyc3')).body.unavailable_regions, [])
  assert.deepEqual((await list(t, '?region=down1')).body.unavailable_regions, ['down1'])
  assert.deepEqual((await t.call(`GET ${SECRETS}/here`)).body.values, { a: 'b' })
  for (const [request, said] of [
    [`GET ${SECRETS}/nowhere`, /Could not look for nowhere in down1\./],
    [`GET ${SECRETS}/here?region=down1`, /storage cannot serve/],
    [`DELETE ${SECRETS}/here?region=down1`, /storage cannot serve/],
  ] as Array<[Request, RegExp]>) {
    const { status, body } = await t.call(request)
    assert.deepEqual([status, body.id], [503, 'unavailable'], request)
    assert.match(body.message, said)
    assert.doesNotMatch(body.message, /ECONNREFUSED|127\.0\.0\.1|postgres/i)
  }
  assert.equal((await create(t, 'down1', 'there')).status, 503)
  assert.equal((await t.call('GET /readyz')).status, 200)
  await t.reconciling.runAll()
})

test('a bug met in one region is not taken for an outage of it', async () => {
  await using t = await harness()
  await create(t, 'sfo3', 'here')
  const { database } = await (t.deps.regions.get('nyc3') as Region).open()
  await database.transact((tx) => sql`alter table secret_counts rename to misplaced`.execute(tx))
  await database.transact((tx) => sql`alter table secrets rename to mislaid`.execute(tx))
  for (const request of [`GET ${SECRETS}`, `GET ${SECRETS}/here`] as Request[]) {
    const { status, body } = await t.call(request)
    assert.deepEqual([status, body.id], [500, 'server_error'], request)
  }
  assert.equal((await t.call(`GET ${SECRETS}/here?region=sfo3`)).status, 200)
})

test('a region that never answers is given up after the deadline', async () => {
  const sockets: Socket[] = []
  const silent = createServer((socket) => sockets.push(socket))
  const url = `postgres://nobody@127.0.0.1:${await portOf(silent)}/nothing`
  await using t = await harness({
    regions: [{ slug: 'mute1', url }, { slug: 'nyc3' }],
    limits: { region_deadline_ms: 150 },
  })
  try {
    await create(t, 'nyc3', 'here')
    const started = performance.now()
    const { body } = await list(t)
    const took = performance.now() - started
    assert.deepEqual([shown(body), body.unavailable_regions], ['here@nyc3', ['mute1']])
    assert.ok(took >= 140 && took < 1500, `${took} ms`)
    assert.equal((await t.call(`GET ${SECRETS}/here`)).status, 200)
    assert.equal((await t.call(`GET ${SECRETS}/nowhere`)).status, 503)
  } finally {
    // The harness, which ends after this, would wait until it gives up.
    for (const socket of sockets) socket.destroy()
    silent.close()
  }
})

async function portOf(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as { port: number }).port
}
