import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import { makeCsr, makeKey } from '../tls/csr.ts'
import { makeAuthority } from '../tls/local_ca.ts'
import { perform } from './aside/work.ts'
import type { Issuer, Order } from './issuer.ts'
import { buildLocalIssuer } from './local.ts'

const NOW = new Date()
const authority = await makeAuthority(NOW, 'test machine')
const key = await makeKey('ec256')
const NAMES = ['example.test', '*.example.test']

/** A local issuer, and the TXT records that it sees. */
function world(days = 0) {
  const records = new Map<string, string[]>()
  const issuer = buildLocalIssuer({
    authority: async () => authority,
    lookUpTxt: async (name) => records.get(name) ?? [],
    now: () => new Date(NOW.getTime() + days * 86_400_000),
    aside: perform,
  })
  return { records, issuer }
}

async function proveAll(issuer: Issuer, order: Order, records: Map<string, string[]>): Promise<void> {
  for (const it of await issuer.listAuthorizations(order))
    records.set(it.record_name, [...(records.get(it.record_name) ?? []), it.record_value])
}

test('a wildcard and its base are proven by two values of one record, and then signed for', async () => {
  const { issuer, records } = world()
  const order = await issuer.newOrder(NAMES)
  assert.deepEqual([order.status, order.names], ['pending', ['*.example.test', 'example.test']])
  const pending = await issuer.listAuthorizations(order)
  assert.deepEqual(
    pending.map((it) => [it.name, it.status, it.record_name]),
    Array(2).fill(['example.test', 'pending', '_acme-challenge.example.test']),
  )
  assert.equal(new Set(pending.map((it) => it.record_value)).size, 2)
  await proveAll(issuer, order, records)
  assert.equal((await issuer.getOrder(order.url)).status, 'ready')
  const valid = await issuer.finalize(order, await makeCsr(key, NAMES))
  const [leaf, ca] = chainOf(await issuer.download(valid))
  assert.equal(valid.status, 'valid')
  assert.equal(leaf?.subjectAltName, 'DNS:*.example.test, DNS:example.test')
  assert.equal(ca?.raw.equals(new X509Certificate(authority.certificate).raw), true)
  assert.equal(leaf?.checkPrivateKey((await import('node:crypto')).createPrivateKey(key)), true)
  assert.match(leaf?.issuer ?? '', /not publicly trusted/)
  const days = ((leaf?.validToDate.getTime() ?? 0) - NOW.getTime()) / 86_400_000
  assert.ok(days > 89.9 && days <= 90, `${days} days`)
})

test('an order is not signed while a record of one of its names is missing, or has another value', async () => {
  const { issuer, records } = world()
  const order = await issuer.newOrder(NAMES)
  const csr = await makeCsr(key, NAMES)
  await assert.rejects(issuer.finalize(order, csr), { type: 'orderNotReady' })
  const [first] = await issuer.listAuthorizations(order)
  records.set('_acme-challenge.example.test', [first?.record_value ?? '', 'another'])
  const statuses = (await issuer.listAuthorizations(order)).map(({ status }) => status)
  assert.deepEqual(statuses, ['valid', 'pending'])
  await assert.rejects(issuer.finalize(order, csr), { type: 'orderNotReady' })
})

test('the record of one order proves nothing for the next', async () => {
  const { issuer, records } = world()
  await proveAll(issuer, await issuer.newOrder(['a.test']), records)
  assert.equal((await issuer.newOrder(['a.test'])).status, 'pending')
})

test('a request for other names than were ordered, or that is no request, is refused', async () => {
  const { issuer, records } = world()
  const order = await issuer.newOrder(['a.test'])
  await proveAll(issuer, order, records)
  const refused = { type: 'badCSR', transient: false }
  for (const names of [['b.test'], ['a.test', 'b.test'], ['*.a.test']])
    await assert.rejects(issuer.finalize(order, await makeCsr(key, names)), refused, `${names}`)
  const damaged = (await makeCsr(key, ['a.test'])).map((byte, at, all) =>
    at === all.length - 1 ? byte ^ 1 : byte,
  )
  await assert.rejects(issuer.finalize(order, damaged), refused)
  await assert.rejects(issuer.finalize(order, new Uint8Array([1, 2, 3])), refused)
  assert.equal((await issuer.finalize(order, await makeCsr(key, ['A.test']))).status, 'valid')
})

test('an order that was not made here, or has expired, does not exist', async () => {
  const { issuer } = world()
  const { url } = await issuer.newOrder(['a.test'])
  const [, mac] = url.split('.')
  const forged = `${Buffer.from('{"names":["b.test"]}').toString('base64url')}.${mac}`
  for (const wrong of ['', 'local:order/', `local:order/${forged}`, `${url}x`, 'https://ca.example/order/1'])
    await assert.rejects(issuer.getOrder(wrong), { type: 'notFound', transient: false }, wrong)
  await assert.rejects(world(8).issuer.getOrder(url), { type: 'notFound', detail: /expired/ })
  await assert.rejects(issuer.newOrder([]), { type: 'malformed' })
})

test('an order outlives the process that made it, and a second finalization', async () => {
  const first = world()
  const order = await first.issuer.newOrder(['a.test'])
  const { issuer, records } = world()
  await proveAll(issuer, order, records)
  const csr = await makeCsr(key, ['a.test'])
  for (const _ of ['once', 'again']) {
    const valid = await issuer.finalize(await issuer.getOrder(order.url), csr)
    assert.equal(chainOf(await first.issuer.download(valid)).length, 2)
  }
})

test('what another authority signed is not given out', async () => {
  const { issuer, records } = world()
  const order = await issuer.newOrder(['a.test'])
  await proveAll(issuer, order, records)
  const valid = await issuer.finalize(order, await makeCsr(key, ['a.test']))
  const other = await makeAuthority(NOW, 'other')
  const stranger = buildLocalIssuer({
    authority: async () => other,
    lookUpTxt: async () => [],
    now: () => NOW,
    aside: perform,
  })
  await assert.rejects(stranger.download(valid), { type: 'notFound' })
  await assert.rejects(stranger.getOrder(order.url), { type: 'notFound' })
})

test('no URL or record holds the key of the authority', async () => {
  const { issuer } = world()
  const order = await issuer.newOrder(['a.test'])
  const shown = JSON.stringify([order, await issuer.listAuthorizations(order)])
  const secret = authority.key.split('\n').slice(1, -2).join('')
  assert.ok(secret.length > 100)
  assert.ok(!shown.includes(secret.slice(0, 40)) && !shown.includes('PRIVATE'))
})

const chainOf = (pem: string) =>
  (pem.match(/-----BEGIN[\s\S]*?END CERTIFICATE-----/g) ?? []).map((block) => new X509Certificate(block))
