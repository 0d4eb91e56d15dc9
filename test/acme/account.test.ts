// Who we are to an authority: the account, what it is bound to, and the nonces of its requests.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildExchange } from '../../src/issuers/acme/exchange.ts'
import { Session } from '../../src/issuers/acme/session.ts'
import { perform } from '../../src/issuers/aside/work.ts'
import { makeKey } from '../../src/tls/csr.ts'
import { makeAuthority } from '../../src/tls/local_ca.ts'
import { issuerAt, obtain, proveAll, settled } from './client.ts'
import { startPebble } from './pebble.ts'

const EAB = { kid: 'kid-1', hmac: 'zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W' }
const BOUND = { externalAccountBindingRequired: true, externalAccountMACKeys: { [EAB.kid]: EAB.hmac } }

test('the same key finds its account again, and another key has another', async (t) => {
  await using pebble = await startPebble(t)
  if (!pebble) return
  const key = await makeKey('ec256')
  const first = await issuerAt(pebble, { account_key: async () => key })
  const { url } = await first.newOrder(['a.example.com'])
  const again = await issuerAt(pebble, { account_key: async () => key })
  assert.equal((await again.getOrder(url)).url, url)
  const other = await issuerAt(pebble)
  await assert.rejects(other.getOrder(url), { type: 'unauthorized', transient: false })
})

test('another key has another account at once, in the same process', async (t) => {
  await using pebble = await startPebble(t)
  if (!pebble) return
  const keys = [await makeKey('ec256'), await makeKey('ec256')]
  const issuer = await issuerAt(pebble, { account_key: async () => keys.at(-1) ?? '' })
  const { url } = await issuer.newOrder(['a.example.com'])
  keys.pop()
  assert.equal((await issuer.newOrder(['b.example.com'])).status, 'pending')
  await assert.rejects(issuer.getOrder(url), { type: 'unauthorized' })
})

test('an external binding opens an authority that wants one, and only the right one does', async (t) => {
  await using pebble = await startPebble(t, { config: BOUND })
  if (!pebble) return
  assert.equal((await (await issuerAt(pebble, { eab: EAB })).newOrder(['a.example.com'])).status, 'pending')
  const without = await issuerAt(pebble)
  await assert.rejects(without.newOrder(['a.example.com']), {
    type: 'externalAccountRequired',
    transient: false,
  })
  for (const wrong of [
    { ...EAB, kid: 'kid-2' },
    { ...EAB, hmac: EAB.hmac.toLowerCase() },
  ]) {
    const issuer = await issuerAt(pebble, { eab: wrong })
    await assert.rejects(issuer.newOrder(['a.example.com']), { type: 'unauthorized', transient: false })
  }
})

test('an authority that will have no such contact says so', async (t) => {
  await using pebble = await startPebble(t)
  if (!pebble) return
  const issuer = await issuerAt(pebble, { contact: ['tel:12345'] })
  await assert.rejects(issuer.newOrder(['a.example.com']), { type: 'unsupportedContact', transient: false })
})

test('an account that was made before gets the contact of today', async (t) => {
  await using pebble = await startPebble(t)
  if (!pebble) return
  const key = await makeKey('ec256')
  const as = (contact: string[]) => issuerAt(pebble, { contact, account_key: async () => key })
  await (await as(['mailto:old@example.com'])).newOrder(['a.example.com'])
  await (await as(['mailto:new@example.com'])).newOrder(['a.example.com'])
  const session = new Session(
    {
      directory: pebble.directory,
      contact: ['mailto:new@example.com'],
      account_key: async () => key,
      now: () => new Date(),
      aside: perform,
    },
    buildExchange({ ca: pebble.ca, version: 'test' }),
  )
  const { url } = await session.account()
  const { contact } = JSON.parse((await session.post(url)).body)
  assert.deepEqual(contact, ['mailto:new@example.com'])
})

test('an authority with a certificate that nothing vouches for is not spoken to', async (t) => {
  await using pebble = await startPebble(t)
  if (!pebble) return
  const { certificate: ca } = await makeAuthority(new Date(), 'another')
  const issuer = await issuerAt(pebble, { ca })
  await assert.rejects(issuer.newOrder(['a.example.com']), {
    type: 'unreachable',
    transient: true,
    detail: /UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/,
  })
})

for (const [name, env] of Object.entries({
  'at its default': {},
  'of every second one': { PEBBLE_WFE_NONCEREJECT: '50' },
}))
  test(`certificates are issued though nonces are turned down, ${name}`, async (t) => {
    const rejects = { PEBBLE_WFE_NONCEREJECT: '5', ...env }
    await using pebble = await startPebble(t, { env: rejects })
    if (!pebble) return
    const issuer = await issuerAt(pebble)
    for (const host of ['a', 'b', 'c'])
      assert.match(await obtain(issuer, pebble, [`${host}.example.com`]), /^-----BEGIN CERTIFICATE-----/)
  })

test('a name that was proven before is not proven again where the authority remembers', async (t) => {
  await using pebble = await startPebble(t, { env: { PEBBLE_AUTHZREUSE: '100' } })
  if (!pebble) return
  const issuer = await issuerAt(pebble)
  await obtain(issuer, pebble, ['a.example.com'])
  pebble.names.records.clear()
  const again = await issuer.newOrder(['a.example.com'])
  assert.equal(await proveAll(issuer, again, pebble), 0)
  assert.equal((await settled(issuer, again, 'pending')).status, 'ready')
})
