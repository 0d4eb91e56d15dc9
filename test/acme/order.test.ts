// An order from its beginning to a certificate that other programs accept, and what goes wrong on the way.
import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import { makeCsr, makeKey } from '../../src/tls/csr.ts'
import { issuerAt, obtain, proveAll, settled } from './client.ts'
import { assertVerifies } from './openssl.ts'
import { startPebble } from './pebble.ts'

test('a wildcard and its base get one certificate, which OpenSSL verifies', async (t) => {
  await using pebble = await startPebble(t)
  if (!pebble) return
  const chain = await obtain(await issuerAt(pebble), pebble, ['*.example.com', 'example.com'])
  const leaf = new X509Certificate(chain)
  const names = leaf.subjectAltName?.split(', ').sort()
  assert.deepEqual(names, ['DNS:*.example.com', 'DNS:example.com'])
  await assertVerifies(chain, pebble)
})

test('an order can be taken up again at each of its steps by another process', async (t) => {
  await using pebble = await startPebble(t)
  if (!pebble) return
  const account_key = await makeKey('ec256')
  const fresh = () => issuerAt(pebble, { account_key: async () => account_key })
  const { url } = await (await fresh()).newOrder(['a.example.com'])
  await proveAll(await fresh(), await (await fresh()).getOrder(url), pebble)
  await settled(await fresh(), await (await fresh()).getOrder(url), 'pending')
  const csr = await makeCsr(await makeKey('ec256'), ['a.example.com'])
  for (const _ of ['once', 'again']) {
    const order = await (await fresh()).getOrder(url)
    const finalized = await (await fresh()).finalize(order, csr)
    assert.match(finalized.status, /^(processing|valid)$/)
  }
  const valid = await settled(await fresh(), await (await fresh()).getOrder(url), 'processing')
  for (const _ of ['once', 'again'])
    assert.match(await (await fresh()).download(valid), /^-----BEGIN CERTIFICATE-----/)
})

test('telling the authority to look a second time does no harm', async (t) => {
  await using pebble = await startPebble(t, { env: { PEBBLE_VA_SLEEPTIME: '3' } })
  if (!pebble) return
  const issuer = await issuerAt(pebble)
  const order = await issuer.newOrder(['a.example.com'])
  const [authorization] = await issuer.listAuthorizations(order)
  assert.ok(authorization)
  pebble.names.records.set(authorization.record_name, [authorization.record_value])
  await issuer.prove(authorization)
  await issuer.prove(authorization)
  const [told] = await issuer.listAuthorizations(order)
  if (pebble.modern && told?.status === 'pending') assert.equal(told.retry_after_seconds, 3)
  assert.equal((await settled(issuer, order, 'pending')).status, 'ready')
  await issuer.prove(authorization)
})

test('a record with another value ends the order, and the authority says why', async (t) => {
  await using pebble = await startPebble(t)
  if (!pebble) return
  const issuer = await issuerAt(pebble)
  const order = await issuer.newOrder(['a.example.com'])
  const [authorization] = await issuer.listAuthorizations(order)
  assert.ok(authorization)
  pebble.names.records.set(authorization.record_name, ['not what is wanted'])
  await issuer.prove(authorization)
  const invalid = await settled(issuer, order, 'pending')
  assert.equal(invalid.status, 'invalid')
  const [failed] = await issuer.listAuthorizations(order)
  assert.equal(failed?.status, 'invalid')
  assert.equal(failed?.problem?.type, 'unauthorized')
  assert.match(failed?.problem?.detail ?? '', /TXT|DNS challenge/)
  const csr = await makeCsr(await makeKey('ec256'), ['a.example.com'])
  await assert.rejects(issuer.finalize(invalid, csr), { type: 'orderNotReady', transient: false })
})

test('a request for other names than were ordered is refused, and the order stays good', async (t) => {
  await using pebble = await startPebble(t)
  if (!pebble) return
  const issuer = await issuerAt(pebble)
  const order = await issuer.newOrder(['a.example.com'])
  await proveAll(issuer, order, pebble)
  const ready = await settled(issuer, order, 'pending')
  const key = await makeKey('ec384')
  await assert.rejects(issuer.finalize(ready, await makeCsr(key, ['b.example.com'])), {
    type: 'unauthorized',
  })
  const finalized = await issuer.finalize(ready, await makeCsr(key, ['a.example.com']))
  assert.equal((await settled(issuer, finalized, 'processing')).status, 'valid')
})

test('a name that the authority will not sign for is refused by name', async (t) => {
  await using pebble = await startPebble(t, { config: { domainBlocklist: ['blocked.example'] } })
  if (!pebble) return
  const issuer = await issuerAt(pebble)
  await assert.rejects(issuer.newOrder(['blocked.example']), {
    type: 'rejectedIdentifier',
    transient: false,
    detail: /blocked\.example/,
  })
})

test('an order that a dead process left is found again, until it is finalized', async (t) => {
  await using pebble = await startPebble(t, { env: { PEBBLE_WFE_ORDERS_PER_PAGE: '2' } })
  if (!pebble) return
  const issuer = await issuerAt(pebble)
  const names = ['example.com', '*.example.com']
  assert.equal(await issuer.findOpenOrder(names), undefined)
  const order = await issuer.newOrder(names)
  for (const other of ['b', 'c', 'd', 'e']) await issuer.newOrder([`${other}.example.com`])
  assert.equal((await issuer.findOpenOrder(['*.Example.com', 'example.com']))?.url, order.url)
  assert.equal(await issuer.findOpenOrder(['example.com']), undefined)
  await proveAll(issuer, order, pebble)
  const ready = await settled(issuer, order, 'pending')
  assert.equal((await issuer.findOpenOrder(names))?.status, 'ready')
  const csr = await makeCsr(await makeKey('ec256'), names)
  await settled(issuer, await issuer.finalize(ready, csr), 'processing')
  assert.equal(await issuer.findOpenOrder(names), undefined)
})
