// Renewals by Pebble under a clock that is moved on by months: when they come, what they say that they replace, and that
// whatever used the old certificate uses the new one.
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { openMaterial } from '../../src/areas/certificates/material.ts'
import { systemSecret } from '../../src/areas/keys/system_secret.ts'
import { certificateId } from '../../src/issuers/certificate_id.ts'
import { findByName, getCertificate, moveOn, proofsIn, requestCertificate } from '../certificates/issuing.ts'
import type { Harness } from '../harness.ts'
import { issuerAt, obtain } from './client.ts'
import { rewrites, says } from './faults.ts'
import { type HeldWorld, onHeldClock, settle } from './in_process.ts'
import { assertVerifies } from './openssl.ts'
import type { PebbleOptions } from './pebble.ts'

const DAY_MS = 86_400_000

async function issue({ t }: HeldWorld): Promise<string> {
  const id = await requestCertificate(t, 'web')
  await settle(t)
  const { state, message } = await getCertificate(t, id)
  assert.deepEqual([state, message], ['verified', undefined])
  return id
}

async function look(t: Harness): Promise<void> {
  await t.reconciling.runAll()
  await settle(t)
}

const materialOf = async (t: Harness, id: string) => {
  const material = await openMaterial(t.deps, { account: t.account, id })
  assert.ok(material)
  return material
}

/** What the orders so far said that they replace. */
const replaced = ({ relay }: HeldWorld) =>
  relay.seen.filter(({ kind }) => kind === 'order').map(({ payload }) => payload.replaces)

/** Only a new Pebble says when to renew. */
const withRenewalInfo = (
  context: TestContext,
  work: (world: HeldWorld) => Promise<void>,
  options?: PebbleOptions,
) =>
  onHeldClock(
    context,
    async (world) => {
      if (world.pebble.modern) await work(world)
      else context.skip('this pebble is too old for renewal information')
    },
    options,
  )

test('without a word from the authority a certificate is renewed at two thirds of its life; what used it follows', (context) =>
  onHeldClock(context, async (world) => {
    const { t, relay, pebble } = world
    const silent = rewrites((body) => body.replace('"renewalInfo"', '"somethingElse"'))
    relay.meddlerFor = ({ kind }) => (kind === 'directory' ? silent : undefined)
    const id = await issue(world)
    const rule = { entry_protocol: 'https', entry_port: 443, target_protocol: 'http', target_port: 80 }
    const balancer = { name: 'lb', region: 'nyc3', forwarding_rules: [{ ...rule, certificate_id: id }] }
    const endpoint = {
      origin: 'static.nyc3.digitaloceanspaces.com',
      custom_domain: 'example.com',
      certificate_id: id,
    }
    const made = await t.call('POST /v2/load_balancers', balancer)
    const cdn = await t.call('POST /v2/cdn/endpoints', endpoint)
    assert.deepEqual([made.status, cdn.status], [202, 201])
    await settle(t)
    moveOn(t, 59.5)
    await look(t)
    assert.equal((await findByName(t, 'web')).id, id)
    const old = await materialOf(t, id)
    moveOn(t, 1)
    await look(t)
    const fresh = await findByName(t, 'web')
    assert.notEqual(fresh.id, id)
    assert.deepEqual([fresh.state, fresh.dns_names], ['verified', ['example.com']])
    const { chain, private_key } = await materialOf(t, fresh.id)
    assert.notEqual(private_key, old.private_key)
    await assertVerifies(chain, pebble)
    const { load_balancer } = (await t.call(`GET /v2/load_balancers/${made.body.load_balancer.id}`)).body
    assert.equal(load_balancer.forwarding_rules[0].certificate_id, fresh.id)
    const { body } = await t.call(`GET /v2/cdn/endpoints/${cdn.body.endpoint.id}`)
    assert.equal(body.endpoint.certificate_id, fresh.id)
    assert.deepEqual(replaced(world), [undefined, undefined])
    assert.deepEqual(await proofsIn(t, 'example.com'), [])
  }))

test('a window in the past renews at once, and says what it replaces', (context) =>
  withRenewalInfo(context, async (world) => {
    const { t, pebble } = world
    const id = await issue(world)
    await look(t)
    assert.equal((await findByName(t, 'web')).id, id)
    const { chain } = await materialOf(t, id)
    const start = new Date(t.clock.at.getTime() - 2 * DAY_MS)
    const end = new Date(t.clock.at.getTime() - DAY_MS)
    await pebble.setRenewalInfo(chain, {
      suggestedWindow: { start, end },
      explanationURL: 'https://ca.example/why',
    })
    moveOn(t, 0.3)
    await look(t)
    const fresh = await findByName(t, 'web')
    assert.notEqual(fresh.id, id)
    assert.deepEqual(replaced(world), [undefined, await certificateId(chain)])
    await assertVerifies((await materialOf(t, fresh.id)).chain, pebble)
    assert.ok(t.log.some((line) => line.includes('https://ca.example/why')))
    moveOn(t, 0.3)
    await look(t)
    assert.equal((await findByName(t, 'web')).id, fresh.id)
  }))

test('what was replaced already is renewed all the same', (context) =>
  withRenewalInfo(
    context,
    async (world) => {
      const { t, relay, pebble } = world
      const id = await issue(world)
      const { chain } = await materialOf(t, id)
      const account_key = () =>
        systemSecret(t.deps.main, `acme_account ${relay.directory}`, new Date(), () =>
          assert.fail('no account'),
        )
      // As if an order of ours had been lost.
      const { directory, ca } = relay
      const other = await issuerAt(pebble, { directory, ca, account_key })
      const replaces = await certificateId(chain)
      await obtain(other, pebble, ['example.com'], replaces)
      moveOn(t, 61)
      await look(t)
      const fresh = await findByName(t, 'web')
      assert.notEqual(fresh.id, id)
      assert.deepEqual(replaced(world), [undefined, replaces, replaces, undefined])
      await assertVerifies((await materialOf(t, fresh.id)).chain, pebble)
    },
    { env: { PEBBLE_AUTHZREUSE: '100' } },
  ))

test('an authority that does not answer when to renew is not waited for', (context) =>
  withRenewalInfo(context, async (world) => {
    const { t, relay } = world
    const id = await issue(world)
    const faults = [says(503), says(404), rewrites(() => '{"suggestedWindow":{}}')]
    let asked = 0
    relay.meddlerFor = ({ kind }) => (kind === 'renewal info' ? faults[asked++ % 3] : undefined)
    for (let day = 0; day < 61 && (await findByName(t, 'web')).id === id; day += 3) {
      moveOn(t, 3)
      await look(t)
    }
    assert.notEqual((await findByName(t, 'web')).id, id)
    assert.ok(asked > 15)
  }))

test('a renewal that the authority refuses keeps the old certificate, and comes again', (context) =>
  withRenewalInfo(context, async (world) => {
    const { t, relay } = world
    const id = await issue(world)
    relay.meddlerFor = ({ kind }) => (kind === 'finalize' ? says(403) : undefined)
    moveOn(t, 61)
    await look(t)
    const { id: kept, state, message } = await findByName(t, 'web')
    assert.deepEqual([kept, state, message], [id, 'verified', undefined])
    assert.deepEqual(await proofsIn(t, 'example.com'), [])
    relay.meddlerFor = () => undefined
    moveOn(t, 1)
    await look(t)
    assert.notEqual((await findByName(t, 'web')).id, id)
  }))
