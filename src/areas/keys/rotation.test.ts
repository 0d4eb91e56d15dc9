import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { sql } from 'kysely'
import { type Harness, harness, type Request } from '../../../test/harness.ts'
import type { Store } from '../../kernel/ctx.ts'
import { isStillReferenced } from '../../store/database.ts'
import { addRingKey, retireRingKeys } from './ring.ts'
import { deleteRingKey, listRingKeys } from './store.ts'
import { replaceSecretText, rewrapSystemSecrets, systemSecret } from './system_secret.ts'

const NOW = new Date('2026-01-01T00:00:00Z')
const SECRETS = '/v2/security/secrets'

const create = (t: Harness, name: string, values: object, region = 'nyc3') =>
  t.call(`POST ${SECRETS}`, { name, region, values })
const update = (t: Harness, name: string, version: number, values: object) =>
  t.call(`PUT ${SECRETS}/${name}` as Request, { region: 'nyc3', version, values })
const read = (t: Harness, name: string, rest = '') =>
  t.call(`GET ${SECRETS}/${name}?region=nyc3${rest}` as Request)

async function storeOf(t: Harness, region = 'nyc3'): Promise<Store> {
  const store = await t.deps.regions.get(region)?.open()
  assert.ok(store)
  return store
}

async function turn(t: Harness): Promise<void> {
  for (const { database } of await t.deps.openStores()) await addRingKey(database, t.installation.master, NOW)
}

/**
 * Another node on the same databases, which leaves them as they are when it goes. It notices what this one does when it
 * has to, or when the test settles it: its timers are stopped.
 */
async function peerOf(t: Harness) {
  const peer = await harness({ data: t.data, schema: t.schema })
  await peer.reconciling.stop()
  return { ...peer, [Symbol.asyncDispose]: peer.stop }
}

/** What the timers do in time. A key is retired in the round after the one that emptied it. */
async function settle(t: Harness): Promise<void> {
  for (let round = 0; round < 2; round++) await t.reconciling.runAll()
}

const keysIn = async ({ database }: Store) => (await listRingKeys(database.read)).map(({ id }) => id)

/** How many secret versions each ring key seals. */
async function sealedUnder({ database }: Store): Promise<Record<string, number>> {
  const { rows } = await sql<{ ring_key: string; count: number }>`
    select ring_key, count(*) as count from secret_versions group by ring_key`.execute(database.read)
  return Object.fromEntries(rows.map((row) => [row.ring_key, Number(row.count)]))
}

async function makeSecrets(t: Harness, count: number): Promise<string[]> {
  const names = Array.from({ length: count }, (_, n) => `secret-${String(n).padStart(3, '0')}`)
  const made = await Promise.all(names.map((name) => create(t, name, { value: `${name} v1` })))
  assert.deepEqual(new Set(made.map((it) => it.status)), new Set([200]))
  return names
}

async function assertReadable(t: Harness, names: string[]): Promise<void> {
  const answers = await Promise.all(names.map((name) => read(t, name)))
  for (const [n, { status, body }] of answers.entries())
    assert.deepEqual([status, body.values], [200, { value: `${names[n]} v1` }], names[n] ?? '')
}

test('rotation moves every version, old ones too, to the new key, and the old key leaves', async () => {
  await using t = await harness()
  const store = await storeOf(t)
  const versions = 4
  await create(t, 'much-changed', { value: 'v1' })
  for (let n = 1; n < versions; n++) await update(t, 'much-changed', n, { value: `v${n + 1}` })
  await create(t, 'elsewhere', { value: 'sfo3' }, 'sfo3')
  await create(t, 'deleted', { value: 'kept' })
  await t.call(`DELETE ${SECRETS}/deleted?region=nyc3`)
  assert.deepEqual(await sealedUnder(store), { k1: versions + 1 })

  await turn(t)
  await settle(t)

  for (const each of await t.deps.openStores()) assert.deepEqual(await keysIn(each), ['k2'])
  assert.deepEqual(await sealedUnder(store), { k2: versions + 1 })
  for (let n = 1; n <= versions; n++)
    assert.deepEqual((await read(t, 'much-changed', `&version=${n}`)).body.values, { value: `v${n}` })
  const restored = await t.call(`POST ${SECRETS}/deleted/restore?region=nyc3`)
  assert.deepEqual(restored.body.values, { value: 'kept' })
  assert.deepEqual([...store.ring.keys.keys()], ['k2'], 'nor does the process keep it')
})

test('reads and writes go on while the keys are moved', async () => {
  await using t = await harness()
  const names = await makeSecrets(t, 120)
  await turn(t)
  let moving = true
  const moved = t.reconciling.runAll().finally(() => {
    moving = false
  })
  let version = 1
  for (let n = 0; moving || n < 5; n++) {
    await assertReadable(t, names.slice(1 + (n % 100), 6 + (n % 100)))
    const changed = await update(t, 'secret-000', version, { value: `v${version + 1}` })
    assert.equal(changed.status, 200)
    version += 1
  }
  await moved
  await settle(t)
  await assertReadable(t, names.slice(1))
  assert.deepEqual((await read(t, 'secret-000')).body.values, { value: `v${version}` })
  assert.deepEqual(await keysIn(await storeOf(t)), ['k2'])
})

test('a rotation that was cut off is finished by the next process', async () => {
  await using t = await harness()
  const names = await makeSecrets(t, 170)
  await turn(t)
  await t.stop()
  const dying = await harness({ data: t.data, schema: t.schema })
  const cut = dying.reconciling.runAll()
  const halfway = async () => {
    const { k1 = 0, k2 = 0 } = await sealedUnder(await storeOf(dying))
    return k1 > 0 && k2 > 0
  }
  const deadline = Date.now() + 10_000
  while (!(await halfway())) {
    assert.ok(Date.now() < deadline, 'the rotation never stood half-way')
    await nextTurn()
  }
  // The databases close under it, as when the process dies.
  await dying.installation.close()
  await cut
  await dying.reconciling.stop()

  await using next = await peerOf(t)
  const { k1 = 0, k2 = 0 } = await sealedUnder(await storeOf(next))
  assert.equal(k1 + k2, names.length)
  assert.ok(k1 > 0 && k2 > 0, `cut off in the middle: ${k1} and ${k2}`)
  await assertReadable(next, names)
  await settle(next)
  assert.deepEqual(await sealedUnder(await storeOf(next)), { k2: names.length })
  assert.deepEqual(await keysIn(await storeOf(next)), ['k2'])
  await assertReadable(next, names)
})

test('a key that a row still names cannot leave, whoever asks', async () => {
  await using t = await harness()
  const [name = ''] = await makeSecrets(t, 1)
  const { database } = await storeOf(t)
  await turn(t)
  await retireRingKeys(t.deps)
  assert.deepEqual(await keysIn(await storeOf(t)), ['k1', 'k2'])
  await assert.rejects(
    database.transact((tx) => deleteRingKey(tx, 'k1')),
    isStillReferenced,
  )
  await assertReadable(t, [name])
})

test('a row that was tampered with stays under its key and does not hold up the others', async () => {
  await using t = await harness()
  const names = await makeSecrets(t, 60)
  const store = await storeOf(t)
  const [broken = '', ...good] = names
  await store.database.transact(async (tx) => {
    await sql`update secret_versions set data_key = (select data_key from secret_versions where name = ${good[0]})
      where name = ${broken}`.execute(tx)
  })
  await turn(t)
  await settle(t)
  assert.deepEqual(await sealedUnder(store), { k1: 1, k2: good.length })
  assert.deepEqual(await keysIn(store), ['k1', 'k2'])
  await assertReadable(t, good)
  const told = t.log.map((line) => JSON.parse(line)).filter((line) => line.place?.includes(broken))
  assert.deepEqual(new Set(told.map((line) => line.msg)).size, 1)
  const answer = await read(t, broken)
  assert.deepEqual([answer.status, answer.body.id], [500, 'server_error'])
})

test('another node reads what was moved to a key it has not met', async () => {
  await using t = await harness()
  const names = await makeSecrets(t, 3)
  await using other = await peerOf(t)
  await assertReadable(other, names)
  await turn(t)
  await settle(t)
  await update(t, 'secret-000', 1, { value: 'v2' })
  assert.deepEqual((await read(other, 'secret-000')).body.values, { value: 'v2' })
  await assertReadable(other, names.slice(1))
  assert.deepEqual((await read(other, 'secret-000', '&version=1')).body.values, { value: 'secret-000 v1' })
})

test('another node writes although the key it seals with has been dropped', async () => {
  await using t = await harness()
  await makeSecrets(t, 2)
  await using other = await peerOf(t)
  const store = await storeOf(other)
  await using third = await peerOf(t)
  await storeOf(third)
  await turn(t)
  await settle(t)
  assert.deepEqual([...store.ring.keys.keys()], ['k1'], 'it has not noticed yet')
  assert.equal((await create(other, 'new', { value: 'made by the other' })).status, 200)
  assert.equal((await update(third, 'secret-000', 1, { value: 'v2' })).status, 200)
  assert.deepEqual((await read(t, 'new')).body.values, { value: 'made by the other' })
  assert.deepEqual((await read(t, 'secret-000')).body.values, { value: 'v2' })
  assert.deepEqual(await sealedUnder(store), { k2: 4 })
})

test('of a group of writes under a dropped key, every one succeeds exactly once', async () => {
  await using t = await harness()
  await using other = await peerOf(t)
  const store = await storeOf(other)
  await storeOf(t)
  await turn(t)
  await settle(t)
  const names = await makeSecrets(other, 40)
  await assertReadable(t, names)
  assert.deepEqual(await sealedUnder(store), { k2: names.length })
})

test('two nodes serve through rotation after rotation', async () => {
  await using t = await harness()
  await using other = await peerOf(t)
  const names = await makeSecrets(t, 12)
  let version = 1
  for (let round = 2; round <= 5; round++) {
    const [turning, turned] = round % 2 ? [t, other] : [other, t]
    await turn(turning)
    const moved = turning.reconciling.runAll()
    for (const node of [turned, turning, turned]) {
      await assertReadable(node, names.slice(1))
      assert.equal((await update(node, 'secret-000', version, { value: `v${version + 1}` })).status, 200)
      version += 1
    }
    await moved
    await settle(turning)
    assert.deepEqual(await keysIn(await storeOf(turning)), [`k${round}`])
  }
  for (let n = 2; n <= version; n++)
    assert.deepEqual((await read(t, 'secret-000', `&version=${n}`)).body.values, { value: `v${n}` })
})

test('the server’s own secrets come through as well, on every node', async () => {
  await using t = await harness()
  const made = () => Promise.resolve('made once')
  assert.equal(await systemSecret(t.deps.main, 'a thing', NOW, made), 'made once')
  await using other = await peerOf(t)
  await using third = await peerOf(t)
  await turn(t)
  await settle(t)
  assert.deepEqual(await keysIn(t.deps.main), ['k2'])
  const never = () => Promise.reject(new Error('it is there already'))
  assert.equal(await systemSecret(other.deps.main, 'a thing', NOW, never), 'made once')
  await replaceSecretText(third.deps.main, 'a thing', 'made anew')
  assert.equal(await systemSecret(t.deps.main, 'a thing', NOW, never), 'made anew')
  await rewrapSystemSecrets(other.deps)
  const signed = t.deps.signer.sign('statement')
  await using restarted = await peerOf(t)
  assert.ok(restarted.deps.signer.verify('statement', signed))
})

test('the trail of a write that was done over tells of it once', async () => {
  await using t = await harness()
  await using other = await peerOf(t)
  await storeOf(other)
  await storeOf(t)
  await turn(t)
  await settle(t)
  const headers = { 'x-request-id': 'done-over' }
  const { status } = await other.call(
    `POST ${SECRETS}`,
    { name: 'one', region: 'nyc3', values: { a: 'b' } },
    { headers },
  )
  assert.equal(status, 200)
  await other.trail.flush()
  const told: string[] = []
  for (const { database } of await t.deps.openStores()) {
    const { rows } = await sql<{ record: string }>`select record from audit_records`.execute(database.read)
    told.push(...rows.map((row) => row.record).filter((record) => record.includes('done-over')))
  }
  assert.equal(told.length, 1, told.join('\n'))
})
