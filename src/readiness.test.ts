// /readyz is open to strangers: it must not cost a write for each who asks, nor tell of health that is over.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Harness, harness } from '../test/harness.ts'
import type { Store } from './kernel/ctx.ts'
import { buildReadiness } from './readiness.ts'

const status = async (t: Harness) => (await t.call('GET /readyz', undefined, { token: undefined })).status
const pass = (t: Harness, ms: number) => {
  t.clock.at = new Date(t.clock.at.getTime() + ms)
}

/** Nothing can be recorded in this database while it lasts. */
async function hideTrail({ database }: Store): Promise<() => Promise<void>> {
  const rename = (from: string, to: string) =>
    database.transact((tx) => database.script(tx, `alter table ${from} rename to ${to}`))
  await rename('audit_records', 'hidden_records')
  return () => rename('hidden_records', 'audit_records')
}

test('all who ask at once share one probe, and it is believed for a second', async () => {
  await using t = await harness()
  const { main } = t.deps
  let probes = 0
  const check = () => {
    probes += 1
    return main.database.check()
  }
  const counted = { ...t.deps, main: { ...main, database: { ...main.database, check } } }
  const readiness = buildReadiness(counted, t.trail)
  const ask = (times: number) => Promise.all(Array.from({ length: times }, () => readiness.problem()))
  assert.deepEqual(await ask(50), Array(50).fill(undefined))
  assert.equal(probes, 1)
  pass(t, 999)
  await ask(50)
  assert.equal(probes, 1)
  pass(t, 1)
  await ask(50)
  assert.equal(probes, 2)
  // A clock that was put back must not make an old finding last.
  pass(t, -3_600_000)
  await ask(50)
  assert.equal(probes, 3)
  readiness.doubt()
  await ask(50)
  assert.equal(probes, 4)
})

test('what broke unnoticed shows a second later, and its end at once', async () => {
  await using t = await harness()
  assert.equal(await status(t), 200)
  const mend = await hideTrail(t.deps.main)
  assert.equal(await status(t), 200)
  pass(t, 1000)
  assert.equal(await status(t), 503)
  await mend()
  assert.equal(await status(t), 200)
})

test('what a client was told shows at once', async () => {
  await using t = await harness()
  const store = await t.deps.regions.get('nyc3')?.open()
  assert.ok(store)
  assert.equal(await status(t), 200)
  const mend = await hideTrail(store)
  const body = { name: 'db', region: 'nyc3', values: { a: 'b' } }
  assert.equal((await t.call('POST /v2/security/secrets', body)).status, 503)
  assert.equal(await status(t), 503)
  await mend()
  assert.equal(await status(t), 200)
})

test('a record that could not be written shows at once', async () => {
  await using t = await harness()
  assert.equal(await status(t), 200)
  const mend = await hideTrail(t.deps.main)
  assert.equal((await t.call('GET /v2/account')).status, 200)
  await assert.rejects(t.trail.flush(), /audit trail cannot be written/)
  assert.equal(await status(t), 503)
  await mend()
  pass(t, 1000)
  assert.equal(await status(t), 200)
})
