import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { type Harness, harness, type Request } from '../../../test/harness.ts'
import type { Region } from '../../kernel/ctx.ts'
import { findSecret, removeDeleted } from './store.ts'

const SECRETS = '/v2/security/secrets'
const DAY_MS = 86_400_000
const START = '2026-01-01T00:00:00.000Z'

const at = (path: string, method = 'GET') => `${method} ${SECRETS}${path}` as Request
const create = (t: Harness, name: string, values: object = { a: name }, region = 'nyc3') =>
  t.call(at('', 'POST'), { name, region, values })
const update = (t: Harness, name: string, version: number, values: object) =>
  t.call(at(`/${name}`, 'PUT'), { region: 'nyc3', version, values })
const pass = (t: Harness, ms: number) => {
  t.clock.at = new Date(t.clock.at.getTime() + ms)
}
const versionsOf = async (t: Harness, name: string) => {
  const { body } = await t.call(at(`/${name}/versions?region=nyc3`))
  return body.versions?.map((it: { version: number }) => it.version)
}

test('a secret is read back as it was written', async () => {
  await using t = await harness()
  const values = { password: 's3cr3t', empty: '', ünï: 'cödé \u0000 🦈', '"': '\\' }
  const made = await create(t, 'db-password', values)
  assert.deepEqual([made.status, made.body], [200, { name: 'db-password', region: 'nyc3', version: 1 }])
  const whole = { secret: 'db-password', region: 'nyc3', version: 1, created_at: START, updated_at: START }
  const read = await t.call(at('/db-password?region=nyc3'))
  assert.deepEqual(read.body, { ...whole, values })
  const keys = await t.call(at('/db-password?region=nyc3&keys_only=true'))
  assert.deepEqual(keys.body, { ...whole, keys: Object.keys(values) })
  assert.equal(keys.text.includes('s3cr3t'), false)
  assert.deepEqual((await t.call(at('/db-password?region=nyc3&keys_only=false'))).body.values, values)
})

test('a second secret of that name is refused, and changes nothing', async () => {
  await using t = await harness()
  await create(t, 'one')
  const again = await create(t, 'one', { b: 'other' })
  assert.deepEqual([again.status, again.body.id], [409, 'conflict'])
  assert.match(again.body.message, /one exists in nyc3/)
  const { body } = await t.call(at('/one?region=nyc3'))
  assert.deepEqual([body.version, body.values], [1, { a: 'one' }])
  assert.equal((await t.call(at(''))).body.meta.total, 1)
  assert.equal((await create(t, 'one', { c: 'd' }, 'sfo3')).status, 200)
  assert.equal((await create(t, 'One')).status, 200)
})

test('an update makes a version, from the current one only', async () => {
  await using t = await harness()
  await create(t, 'app', { a: '1', b: 'x' })
  pass(t, 1000)
  const second = await update(t, 'app', 1, { a: '2' })
  assert.deepEqual([second.status, second.body], [200, { name: 'app', region: 'nyc3', version: 2 }])
  for (const stale of [1, 3, 2_147_483_646]) {
    const { status, body } = await update(t, 'app', stale, { a: 'stale' })
    assert.deepEqual([status, body.id], [409, 'conflict'])
    assert.match(body.message, new RegExp(`is at version 2, not ${stale}\\.`))
  }
  assert.equal((await update(t, 'nobody', 1, { a: 'b' })).status, 404)
  const { body } = await t.call(at('/app?region=nyc3'))
  const times = { created_at: START, updated_at: '2026-01-01T00:00:01.000Z' }
  assert.deepEqual(body, { secret: 'app', region: 'nyc3', version: 2, ...times, values: { a: '2' } })
  const first = await t.call(at('/app?region=nyc3&version=1'))
  assert.deepEqual(first.body, { ...body, version: 1, updated_at: START, values: { a: '1', b: 'x' } })
  const missing = await t.call(at('/app?region=nyc3&version=3'))
  assert.deepEqual(
    [missing.status, /has no version 3; the newest is 2/.test(missing.body.message)],
    [404, true],
  )
  for (const odd of ['0', 'x', '-1', '1.5', '2147483648', '1e400'])
    assert.equal((await t.call(at(`/app?region=nyc3&version=${odd}`))).status, 400, odd)
  const { body: list } = await t.call(at('/app/versions?region=nyc3'))
  assert.deepEqual(list, {
    versions: [
      { version: 2, created_at: '2026-01-01T00:00:01.000Z', updated_at: '2026-01-01T00:00:01.000Z' },
      { version: 1, created_at: START, updated_at: START },
    ],
  })
})

test('of many updates from one version exactly one wins', async () => {
  await using t = await harness()
  await create(t, 'race')
  const racers = Array.from({ length: 20 }, (_, index) => update(t, 'race', 1, { winner: `${index}` }))
  const answers = await Promise.all(racers)
  const won = answers.flatMap(({ status }, index) => (status === 200 ? [index] : []))
  assert.equal(won.length, 1)
  assert.equal(answers.filter(({ status }) => status === 409).length, 19)
  const { body } = await t.call(at('/race?region=nyc3'))
  assert.deepEqual([body.version, body.values], [2, { winner: `${won[0]}` }])
  const creators = await Promise.all(Array.from({ length: 20 }, () => create(t, 'first')))
  assert.deepEqual(creators.map(({ status }) => status).sort(), [200, ...Array(19).fill(409)])
})

test('the region may be left out where only one can be meant', async () => {
  await using t = await harness()
  await create(t, 'both', { a: 'n' })
  await create(t, 'both', { a: 's' }, 'sfo3')
  await create(t, 'west', { a: 'w' }, 'sfo3')
  assert.deepEqual((await t.call(at('/west'))).body.values, { a: 'w' })
  assert.equal((await t.call(at('/west/versions'))).body.versions.length, 1)
  for (const request of [
    at('/both'),
    at('/both/versions'),
    at('/both', 'DELETE'),
    at('/both/restore', 'POST'),
  ]) {
    const { status, body } = await t.call(request)
    assert.deepEqual([status, body.id], [400, 'bad_request'], request)
    assert.match(body.message, /region is required: both exists in nyc3, sfo3\./)
  }
  assert.equal((await t.call(at('/none'))).status, 404)
  assert.equal((await t.call(at('/west?region=nyc3'))).status, 404)
  for (const request of [at('/both?region=mars1'), at('/both/versions?region=mars1'), at('?region=mars1')]) {
    const { status, body } = await t.call(request)
    assert.equal(status, 400, request)
    assert.match(body.message, /region must be one of nyc3, sfo3, got "mars1"\./)
  }
  const lost = await create(t, 'x', { a: 'b' }, 'mars1')
  assert.deepEqual([lost.status, /nyc3, sfo3, got "mars1"/.test(lost.body.message)], [400, true])
  assert.equal((await t.call(at('/west', 'DELETE'))).status, 204)
  assert.deepEqual((await t.call(at('/west/restore', 'POST'))).body.values, { a: 'w' })
})

test('deletion withholds the values until the secret is restored', async () => {
  await using t = await harness()
  await create(t, 'gone', { a: '1' })
  await update(t, 'gone', 1, { a: '2' })
  pass(t, 1000)
  const deleted_at = t.clock.at.toISOString()
  const remove = () => t.call(at('/gone?region=nyc3', 'DELETE'))
  assert.equal((await remove()).status, 204)
  pass(t, 5000)
  assert.equal((await remove()).status, 204)
  for (const query of ['', '&version=1', '&keys_only=true']) {
    const { status, body } = await t.call(at(`/gone?region=nyc3${query}`))
    assert.deepEqual([status, body.delete_requested_at], [200, deleted_at], query)
    assert.deepEqual(['values' in body, 'keys' in body], [false, false], query)
  }
  assert.deepEqual(await versionsOf(t, 'gone'), [2, 1])
  for (const stale of [1, 2]) {
    const refused = await update(t, 'gone', stale, { a: '3' })
    assert.deepEqual([refused.status, /is to be deleted; restore it/.test(refused.body.message)], [409, true])
  }
  assert.equal((await create(t, 'gone')).status, 409)
  const back = await t.call(at('/gone/restore?region=nyc3', 'POST'))
  assert.deepEqual([back.status, back.body.version, back.body.values], [200, 2, { a: '2' }])
  assert.equal('delete_requested_at' in back.body, false)
  const read = await t.call(at('/gone?region=nyc3'))
  assert.deepEqual(read.body, back.body)
  assert.deepEqual((await t.call(at('/gone/restore?region=nyc3', 'POST'))).body, back.body)
  assert.equal((await update(t, 'gone', 2, { a: '3' })).status, 200)
  assert.equal((await t.call(at('/none?region=nyc3', 'DELETE'))).status, 404)
  assert.equal((await t.call(at('/none/restore?region=nyc3', 'POST'))).status, 404)
})

async function rowsLeft(t: Harness, name: string): Promise<number[]> {
  const store = await t.deps.regions.get('nyc3')?.open()
  assert.ok(store)
  const count = async (table: string) => {
    const query = sql<{ rows: number }>`select count(*) as rows from ${sql.table(table)} where name = ${name}`
    return Number((await query.execute(store.database.read)).rows[0]?.rows)
  }
  return [await count('secrets'), await count('secret_versions')]
}

test('when the time to restore is over the secret is gone, and the purge destroys its rows', async () => {
  await using t = await harness({ limits: { secret_recovery_days: 7 } })
  await create(t, 'late', { a: '1' })
  await update(t, 'late', 1, { a: '2' })
  await create(t, 'stays')
  await t.call(at('/late?region=nyc3', 'DELETE'))
  pass(t, 7 * DAY_MS - 1)
  await t.reconciling.runAll()
  assert.deepEqual(await rowsLeft(t, 'late'), [1, 2])
  assert.equal((await create(t, 'late')).status, 409)
  assert.equal((await t.call(at('/late/restore?region=nyc3', 'POST'))).status, 200)
  await t.call(at('/late?region=nyc3', 'DELETE'))
  pass(t, 7 * DAY_MS)
  for (const request of ['', '/versions'].map((path) => at(`/late${path}?region=nyc3`)))
    assert.equal((await t.call(request)).status, 404, request)
  assert.equal((await t.call(at('/late/restore?region=nyc3', 'POST'))).status, 404)
  assert.equal((await t.call(at('/late?region=nyc3', 'DELETE'))).status, 404)
  assert.equal((await update(t, 'late', 2, { a: '3' })).status, 404)
  await t.reconciling.runAll()
  assert.deepEqual(await rowsLeft(t, 'late'), [0, 0])
  assert.deepEqual(await rowsLeft(t, 'stays'), [1, 1])
  const { body } = await t.call(at(''))
  assert.deepEqual([body.meta.total, body.secrets.length], [1, 1])
  assert.equal((await create(t, 'late', { a: 'new' })).body.version, 1)
  assert.deepEqual(await versionsOf(t, 'late'), [1])
})

test('a name is free as soon as its time is over, before any purge', async () => {
  await using t = await harness({ limits: { secret_recovery_days: 1 } })
  await create(t, 'again', { a: 'old' })
  await update(t, 'again', 1, { a: 'older' })
  await t.call(at('/again?region=nyc3', 'DELETE'))
  pass(t, DAY_MS)
  assert.equal((await create(t, 'again', { a: 'new' })).status, 200)
  assert.deepEqual((await t.call(at('/again?region=nyc3'))).body.values, { a: 'new' })
  assert.deepEqual(await rowsLeft(t, 'again'), [1, 1])
  await t.reconciling.runAll()
  assert.deepEqual(await rowsLeft(t, 'again'), [1, 1])
  assert.equal((await t.call(at('?deleted=false'))).body.meta.total, 1)
})

test('what can no longer be restored is in no region, before any purge', async () => {
  await using t = await harness({ limits: { secret_recovery_days: 1 } })
  for (const region of ['nyc3', 'sfo3']) await create(t, 'moved', { a: region }, region)
  await t.call(at('/moved?region=nyc3', 'DELETE'))
  pass(t, DAY_MS - 1)
  assert.equal((await t.call(at('/moved'))).status, 400)
  pass(t, 1)
  assert.deepEqual((await t.call(at('/moved'))).body.values, { a: 'sfo3' })
  assert.equal((await t.call(at('/moved/versions'))).body.versions.length, 1)
  assert.equal((await t.call(at('/moved', 'DELETE'))).status, 204)
  assert.equal((await t.call(at('/moved/restore', 'POST'))).body.region, 'sfo3')
})

test('only as many versions are kept as the setting says, the newest always', async () => {
  await using t = await harness({ limits: { secret_max_versions: 2 } })
  await create(t, 'short')
  for (const version of [1, 2, 3, 4]) await update(t, 'short', version, { a: `${version + 1}` })
  assert.deepEqual(await versionsOf(t, 'short'), [5, 4])
  assert.deepEqual((await t.call(at('/short?region=nyc3&version=4'))).body.values, { a: '4' })
  assert.equal((await t.call(at('/short?region=nyc3&version=3'))).status, 404)
  assert.deepEqual(await rowsLeft(t, 'short'), [1, 2])
})

test('a deletion that another transaction has carried out, or undone, destroys nothing more', async () => {
  await using t = await harness()
  await create(t, 'db-password', { password: 's3cr3t' })
  await t.call('DELETE /v2/security/secrets/db-password?region=nyc3')
  const { database } = await (t.deps.regions.get('nyc3') as Region).open()
  const row = await findSecret(database.read, { account: t.account, name: 'db-password' })
  assert.ok(row)
  await t.call('POST /v2/security/secrets/db-password/restore?region=nyc3')
  assert.equal(await database.transact((tx) => removeDeleted(tx, row)), false)
  const { body } = await t.call('GET /v2/security/secrets/db-password?region=nyc3')
  assert.deepEqual(body.values, { password: 's3cr3t' })
})
