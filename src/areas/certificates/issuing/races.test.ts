// What else happens while a certificate is being issued or renewed, at each of its steps.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scriptedIssuer } from '../../../../test/certificates/issuers.ts'
import {
  findByName,
  getCertificate,
  moveOn,
  proofsIn,
  requestCertificate,
} from '../../../../test/certificates/issuing.ts'
import { type Harness, harness } from '../../../../test/harness.ts'
import { actionTable } from '../../../engine/action.ts'
import { addRingKey } from '../../keys/ring.ts'
import { openMaterial } from '../material.ts'

// Eight steps, and a look or two more where one waits.
const ROUNDS = 10

async function takeRounds(t: Harness, rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    t.clock.at = new Date(t.clock.at.getTime() + 1000)
    await t.engine.runDue()
  }
}

/** Nothing is under way, no order is open, and none has left a key or a proof. */
async function assertNothingOpen({ deps }: Harness): Promise<void> {
  const { read } = deps.main.database
  const actions = await actionTable(read).selectFrom('actions').select('status').execute()
  assert.ok(actions.every(({ status }) => status !== 'in-progress'))
  const orders = await read
    .$extendTables<{ certificate_orders: { ended_at: string; sealed: string; proofs: string } }>()
    .selectFrom('certificate_orders')
    .select(['ended_at', 'sealed', 'proofs'])
    .execute()
  for (const { ended_at, sealed, proofs } of orders) {
    assert.ok(ended_at)
    assert.deepEqual([sealed, proofs], [null, '[]'])
  }
}

test('a certificate that is deleted at any step leaves nothing behind', async () => {
  await using t = await harness()
  for (let rounds = 0; rounds <= ROUNDS; rounds++) {
    const id = await requestCertificate(t, `web${rounds}`, [`n${rounds}.example.com`])
    await takeRounds(t, rounds)
    assert.equal((await t.call(`DELETE /v2/certificates/${id}`)).status, 204)
    await t.finishActions()
    await assertNothingOpen(t)
    assert.deepEqual(await proofsIn(t, 'example.com'), [])
    assert.equal(await openMaterial(t.deps, { account: t.account, id }), undefined)
  }
  assert.equal((await t.call('GET /v2/certificates')).body.meta.total, 0)
})

test('a domain that is deleted and made anew at any step ends or outlives it, and keeps what is its own', async () => {
  await using t = await harness()
  const states = new Set<string>()
  for (let rounds = 0; rounds <= ROUNDS; rounds++) {
    const id = await requestCertificate(t, `web${rounds}`, [`n${rounds}.example.com`])
    await takeRounds(t, rounds)
    assert.equal((await t.call('DELETE /v2/domains/example.com')).status, 204)
    await t.call('POST /v2/domains', { name: 'example.com' })
    const mine = { type: 'TXT', name: `_acme-challenge.n${rounds}`, data: 'mine', ttl: 600 }
    assert.equal((await t.call('POST /v2/domains/example.com/records', mine)).status, 201)
    await t.finishActions()
    await assertNothingOpen(t)
    assert.deepEqual(await proofsIn(t, 'example.com'), [mine.name])
    const { state, message = '' } = await getCertificate(t, id)
    assert.ok(state === 'verified' || message !== '')
    states.add(state)
  }
  assert.deepEqual([...states].sort(), ['error', 'verified'])
})

test('a certificate that is deleted at any step of its renewal does not come back', async () => {
  await using t = await harness()
  for (let rounds = 0; rounds <= ROUNDS; rounds++) {
    await requestCertificate(t, `web${rounds}`, [`n${rounds}.example.com`])
    await t.finishActions()
    moveOn(t, 61)
    await t.reconciling.runAll()
    await takeRounds(t, rounds)
    const { id } = await findByName(t, `web${rounds}`)
    assert.equal((await t.call(`DELETE /v2/certificates/${id}`)).status, 204)
    await t.finishActions()
    await t.reconciling.runAll()
    await t.finishActions()
    await assertNothingOpen(t)
    assert.deepEqual(await proofsIn(t, 'example.com'), [])
    assert.equal((await t.call('GET /v2/certificates')).body.meta.total, 0)
  }
})

test('a ring that is turned at any step, and its old keys gone, stops no issuance', async () => {
  await using t = await harness()
  const { database } = t.deps.main
  for (let rounds = 0; rounds <= ROUNDS; rounds++) {
    const id = await requestCertificate(t, `web${rounds}`, [`n${rounds}.example.com`])
    await takeRounds(t, rounds)
    await addRingKey(database, t.installation.master, t.clock.at)
    for (let run = 0; run < 2; run++) await t.reconciling.runAll()
    assert.equal(t.deps.main.ring.keys.size, 1)
    await t.finishActions()
    const { state, message } = await getCertificate(t, id)
    assert.deepEqual([state, message], ['verified', undefined])
    assert.ok(await openMaterial(t.deps, { account: t.account, id }))
    await assertNothingOpen(t)
  }
})

test('two nodes on one database issue each certificate once', async () => {
  await using t = await harness()
  const peer = await harness({ data: t.data, schema: t.schema })
  // It shares the folder and the schema, which go with the first.
  await using _ = { [Symbol.asyncDispose]: peer.stop }
  const nodes = [t, peer]
  const issuers = nodes.map((node) => scriptedIssuer(node))
  for (const [at, node] of nodes.entries()) node.issuers.splice(0, 1, issuers[at] as (typeof issuers)[number])
  const ids: string[] = []
  for (let n = 0; n < 8; n++) ids.push(await requestCertificate(t, `web${n}`, [`n${n}.example.com`]))
  for (let round = 0; round < 3 * ROUNDS; round++) await Promise.all(nodes.map((node) => takeRounds(node, 1)))
  for (const id of ids) assert.equal((await getCertificate(t, id)).state, 'verified')
  const calls = issuers.flatMap((issuer) => issuer.calls)
  for (const step of ['newOrder', 'finalize', 'download'] as const)
    assert.equal(calls.filter((call) => call === step).length, ids.length, step)
  assert.deepEqual(await proofsIn(t, 'example.com'), [])
  await assertNothingOpen(t)
})
