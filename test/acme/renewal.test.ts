// When to renew, what a renewal says that it replaces, and which profile is ordered. Only a new Pebble knows these.
import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { certificateId } from '../../src/issuers/certificate_id.ts'
import { issuerAt, obtain } from './client.ts'
import { type Pebble, type PebbleOptions, startPebble } from './pebble.ts'

const DAY_MS = 86_400_000

async function startModern(t: TestContext, options?: PebbleOptions): Promise<Pebble | undefined> {
  const pebble = await startPebble(t, options)
  if (!pebble || pebble.modern) return pebble
  await pebble[Symbol.asyncDispose]()
  t.skip('this pebble is too old for profiles and renewal information')
  return undefined
}

test('the authority says when to renew, within the life of the certificate', async (t) => {
  await using pebble = await startModern(t)
  if (!pebble) return
  const issuer = await issuerAt(pebble, { profile: 'default' })
  const chain = await obtain(issuer, pebble, ['a.example.com'])
  const info = await issuer.renewalInfo?.(chain)
  const { validFromDate, validToDate } = new X509Certificate(chain)
  assert.ok(info && info.start > validFromDate && info.start < info.end && info.end < validToDate)
  assert.equal(info.retry_after_seconds, 6 * 3600)
})

test('a renewal replaces its predecessor, once', async (t) => {
  await using pebble = await startModern(t)
  if (!pebble) return
  const issuer = await issuerAt(pebble)
  const id = certificateId(await obtain(issuer, pebble, ['a.example.com']))
  assert.ok(id)
  const renewed = await obtain(issuer, pebble, ['a.example.com'], id)
  assert.notEqual(certificateId(renewed), id)
  // A second order that says the same is turned down, and made without saying so.
  assert.match(await obtain(issuer, pebble, ['a.example.com'], id), /^-----BEGIN CERTIFICATE-----/)
})

test('a predecessor that the authority does not know does not end renewals', async (t) => {
  await using pebble = await startModern(t)
  if (!pebble) return
  const issuer = await issuerAt(pebble)
  const id = 'aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE'
  assert.equal((await issuer.newOrder(['a.example.com'], { replaces: id })).status, 'pending')
})

test('the profile decides how long a certificate lasts, and one that is not listed is left out', async (t) => {
  await using pebble = await startModern(t)
  if (!pebble) return
  const profile = 'shortlived'
  const chain = await obtain(await issuerAt(pebble, { profile }), pebble, ['a.example.com'])
  const { validFromDate, validToDate } = new X509Certificate(chain)
  const days = (validToDate.getTime() - validFromDate.getTime()) / DAY_MS
  assert.ok(days > 5.9 && days < 6.1, `${days} days`)
  const unknown = await issuerAt(pebble, { profile: 'nothing like it' })
  assert.equal((await unknown.newOrder(['b.example.com'])).status, 'pending')
})
