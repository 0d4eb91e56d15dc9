import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeCertificate, uploadOf } from '../../../test/cloud/made_certificate.ts'
import { type Harness, harness } from '../../../test/harness.ts'
import { certificates } from '../../cloud/certificates.ts'
import { warnOfExpiry } from './expiry.ts'
import { keepMaterial } from './material.ts'

const DAY_MS = 86_400_000
const END = new Date('2026-03-01T00:00:00Z')

async function upload(t: Harness, name: string, until = END): Promise<string> {
  const made = await makeCertificate({ names: ['a.example'], until: until.toISOString() })
  const { body } = await t.call('POST /v2/certificates', { name, ...uploadOf(made) })
  return body.certificate.id
}

/** Each warning given so far: the days left, whose, and its words. */
const warnings = (t: Harness) =>
  t.log
    .map((line) => JSON.parse(line))
    .filter(({ days_left }) => days_left !== undefined)
    .map(({ level, days_left, certificate_name, msg }) => ({ level, days_left, certificate_name, msg }))

const setClock = (t: Harness, days_left: number) => {
  t.clock.at = new Date(END.getTime() - days_left * DAY_MS)
}

test('an uploaded certificate is warned of 30, 14, 7 and 1 days ahead and at its end, once each', async () => {
  await using t = await harness()
  const id = await upload(t, 'web')
  for (let hours = 33 * 24; hours >= -48; hours -= 3) {
    setClock(t, hours / 24)
    await warnOfExpiry(t.deps)
  }
  const told = warnings(t)
  assert.deepEqual(
    told.map(({ days_left }) => days_left),
    [30, 14, 7, 1, 0],
  )
  const rest = 'upload its successor, and let what uses it use that one'
  const words = ['ends in 30 days', 'ends in 14 days', 'ends in 7 days', 'ends in 1 day', 'has ended']
  assert.deepEqual(
    told.map(({ msg }) => msg),
    words.map((it) => `an uploaded certificate ${it}: ${rest}`),
  )
  assert.ok(told.every(({ level, certificate_name }) => level === 40 && certificate_name === 'web'))
  const line = t.log.find((it) => it.includes('ends in 30 days'))
  const { account, certificate_id, not_after } = JSON.parse(line ?? '')
  assert.deepEqual([account, certificate_id, not_after], [t.account, id, END.toISOString()])
})

test('no warning is given again by another process, and of those slept through only the last', async () => {
  await using t = await harness()
  await upload(t, 'web')
  await upload(t, 'later', new Date('2026-06-01'))
  setClock(t, 29)
  await using other = await harness({ data: t.data, schema: t.schema })
  other.clock.at = t.clock.at
  await Promise.all([warnOfExpiry(t.deps), warnOfExpiry(other.deps)])
  assert.equal(warnings(t).length + warnings(other).length, 1)
  await t.stop()
  other.clock.at = new Date(END.getTime() - 5 * DAY_MS)
  await warnOfExpiry(other.deps)
  assert.deepEqual(
    warnings(other)
      .map(({ days_left }) => days_left)
      .at(-1),
    5,
  )
  assert.equal(warnings(t).length + warnings(other).length, 2)
})

test('one that is deleted in time, or renewed by itself, is not warned of', async () => {
  await using t = await harness()
  const id = await upload(t, 'web')
  const issued = await makeCertificate({ names: ['a.example'], until: END.toISOString() })
  await t.deps.main.database.transact(async (tx) => {
    const { document } = await certificates.insert(tx, {
      ...{
        account: t.account,
        id: crypto.randomUUID(),
        name: 'issued',
        created_at: t.clock.at.toISOString(),
      },
      body: {
        ...{ type: 'lets_encrypt', state: 'verified', message: null, dns_names: ['a.example'] },
        ...{ not_after: END.toISOString(), sha1_fingerprint: '0'.repeat(40) },
      },
    })
    await keepMaterial(t.deps, tx, document, { private_key: issued.key, chain: issued.pem })
  })
  await t.call(`DELETE /v2/certificates/${id}`)
  setClock(t, 0)
  await warnOfExpiry(t.deps)
  assert.deepEqual(warnings(t), [])
  assert.match(await gauge(t), /^rockpool_certificates_expiring\{within_days="30"\} 0$/m)
})

const gauge = async (t: Harness) => (await t.call('GET /metrics')).text

test('the metrics count what is about to end, and what has', async () => {
  await using t = await harness()
  for (const days of [1, 6, 14, 20, 45])
    await upload(t, `in ${days}`, new Date(t.clock.at.getTime() + days * DAY_MS))
  const shown = async () =>
    Object.fromEntries(
      [...(await gauge(t)).matchAll(/^rockpool_certificates_expiring\{within_days="(\d+)"\} (\d+)$/gm)].map(
        ([, days, count]) => [days, Number(count)],
      ),
    )
  assert.deepEqual(await shown(), { 30: 4, 14: 3, 7: 2, 1: 1, 0: 0 })
  t.clock.at = new Date(t.clock.at.getTime() + 7 * DAY_MS)
  assert.deepEqual(await shown(), { 30: 4, 14: 4, 7: 3, 1: 2, 0: 2 })
  assert.ok(!(await gauge(t)).includes(t.account), 'whose they are is not told')
})

test('while the database is away, the other metrics are there', async () => {
  await using t = await harness()
  await t.installation.close()
  const { status, text } = await t.call('GET /metrics')
  assert.equal(status, 200)
  assert.match(text, /^rockpool_ready /m)
  assert.ok(!/^rockpool_certificates_expiring\{/m.test(text))
  assert.ok(t.log.some((line) => line.includes('a gauge could not be read')))
})
