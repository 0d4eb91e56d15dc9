// How much one caller may ask: sliding windows per token, and per address for those who cannot say who they are.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Answer, type Harness, harness } from './harness.ts'
import { recordsOf } from './records.ts'

const seconds = (t: Harness) => t.clock.at.getTime() / 1000
const wait = (t: Harness, count: number) => {
  t.clock.at = new Date(t.clock.at.getTime() + count * 1000)
}

const told = ({ status, headers }: Answer) => ({
  status,
  limit: Number(headers['ratelimit-limit']),
  remaining: Number(headers['ratelimit-remaining']),
  reset: Number(headers['ratelimit-reset']),
  retry_after: headers['retry-after'] === undefined ? undefined : Number(headers['retry-after']),
})

test('each request counts for one minute and one hour, and a refused one does not', async () => {
  await using t = await harness({ rate_limit: { hour: 5, minute: 3 } })
  const ask = async () => told(await t.call('GET /v2/account'))
  const first = seconds(t)
  const reset = first + 3600
  const common = { limit: 5, reset, retry_after: undefined }
  assert.deepEqual(await ask(), { ...common, status: 200, remaining: 4 })
  wait(t, 20)
  assert.deepEqual(await ask(), { ...common, status: 200, remaining: 3 })
  wait(t, 20)
  assert.deepEqual(await ask(), { ...common, status: 200, remaining: 2 })
  for (let again = 0; again < 10; again++)
    assert.deepEqual(await ask(), { ...common, status: 429, remaining: 0, retry_after: 20 })
  wait(t, 19.5)
  assert.deepEqual(await ask(), { ...common, status: 429, remaining: 0, retry_after: 1 })
  wait(t, 0.5)
  assert.deepEqual(await ask(), { ...common, status: 200, remaining: 1 })
  assert.deepEqual(await ask(), { ...common, status: 429, remaining: 0, retry_after: 20 })
  wait(t, 20)
  assert.deepEqual(await ask(), { ...common, status: 200, remaining: 0 })
  wait(t, 120)
  for (let again = 0; again < 3; again++)
    assert.deepEqual(await ask(), { ...common, status: 429, remaining: 0 })
  wait(t, reset - seconds(t) - 1)
  assert.deepEqual(await ask(), { ...common, status: 429, remaining: 0 })
  wait(t, 1)
  assert.deepEqual(await ask(), { ...common, status: 200, remaining: 0, reset: reset + 20 })
})

test('the limit is a token’s own, comes before routes and scopes, and open routes are outside of it', async () => {
  await using t = await harness({ rate_limit: { hour: 2, minute: 2 } })
  const weak = (await t.tokenFor(t.account, ['tag:read'])).token
  const spend = { token: weak }
  assert.equal((await t.call('GET /v2/account', undefined, spend)).status, 403)
  assert.equal((await t.call('GET /v2/nothing', undefined, spend)).status, 404)
  for (const path of ['/v2/account', '/v2/nothing', '/v2/droplets'] as const) {
    const { status, body } = await t.call(`GET ${path}`, undefined, spend)
    assert.deepEqual([status, body.id, body.message], [429, 'too_many_requests', 'API rate limit exceeded.'])
  }
  assert.equal((await t.call('PATCH /v2/account', '{', spend)).status, 429)
  for (let again = 0; again < 5; again++)
    assert.equal((await t.call('GET /healthz', undefined, spend)).status, 200)
  assert.equal(told(await t.call('GET /v2/account')).remaining, 1)
})

test('without a limit, none is reached', async () => {
  await using t = await harness()
  const all = await Promise.all(Array.from({ length: 300 }, () => t.call('GET /v2/account')))
  assert.deepEqual(
    [...new Set(all.map((answer) => JSON.stringify(told(answer))))],
    [JSON.stringify({ status: 200, limit: 5000, remaining: 5000, reset: seconds(t) + 3600 })],
  )
})

test('an address that keeps failing to say who it is must wait; who can say it need not', async () => {
  await using t = await harness({ failed_auth_limit: 4 })
  const guess = async (address: string, token = `dop_v1_${'0'.repeat(64)}`) => {
    const { status, headers } = await t.call('GET /v2/account', undefined, { address, token })
    return { status, retry_after: headers['retry-after'] }
  }
  for (const token of ['', 'garbage', undefined, `dop_v1_${'1'.repeat(64)}`])
    assert.deepEqual(await guess('10.0.0.1', token), { status: 401, retry_after: undefined })
  assert.deepEqual(await guess('10.0.0.1'), { status: 429, retry_after: '60' })
  assert.deepEqual(await guess('10.0.0.1'), { status: 429, retry_after: '60' })
  assert.deepEqual(await guess('10.0.0.2'), { status: 401, retry_after: undefined })
  assert.equal((await guess('10.0.0.1', t.token)).status, 200)
  wait(t, 60)
  assert.deepEqual(await guess('10.0.0.1'), { status: 401, retry_after: undefined })
})

test('a stranger who is held off leaves one record a minute, and everyone else one for each call', async () => {
  await using t = await harness({ failed_auth_limit: 2, rate_limit: { hour: 100, minute: 3 } })
  const knock = (address: string, token?: string) => t.call('GET /v2/account', undefined, { address, token })
  const recorded = async () =>
    (await recordsOf(t)).map(({ address, status, decision }) => `${address} ${status} ${decision}`)
  for (let times = 0; times < 20; times++) await knock('10.0.0.1')
  await knock('10.0.0.2')
  const first_minute = [
    ...['10.0.0.1 401 refused', '10.0.0.1 401 refused', '10.0.0.1 429 refused'],
    '10.0.0.2 401 refused',
  ]
  assert.deepEqual(await recorded(), first_minute)
  wait(t, 60)
  for (let times = 0; times < 20; times++) await knock('10.0.0.1')
  assert.deepEqual(await recorded(), [...first_minute, ...first_minute.slice(0, 3)])
  // Whose token is known is no stranger, however often it is refused.
  for (let times = 0; times < 6; times++) await knock('10.0.0.1', t.token)
  assert.deepEqual(
    (await recorded()).slice(7),
    [200, 200, 200, 429, 429, 429].map(
      (status) => `10.0.0.1 ${status} ${status === 200 ? 'allowed' : 'refused'}`,
    ),
  )
})
