import assert from 'node:assert/strict'
import { createHash, createHmac, createPublicKey, verify } from 'node:crypto'
import { test } from 'node:test'
import type { JWK } from 'jose'
import {
  authorizationAt,
  decoded,
  json,
  orderAt,
  problem,
  type Reply,
  startStub,
} from '../../../test/acme/stub_authority.ts'
import { issueServerCertificate, makeAuthority } from '../../tls/local_ca.ts'

const NAME = ['a.example.com']

test('requests are signed as RFC 8555 wants it: first with the key, then as the account, each for its URL', async () => {
  await using stub = await startStub()
  const issuer = await stub.issuer({ contact: ['mailto:a@example.com'] })
  const order = await issuer.newOrder(NAME)
  await issuer.getOrder(order.url)
  const [account, ordering, asking] = stub.asked.filter(({ jws }) => jws)
  const header = decoded(account?.jws?.protected)
  assert.deepEqual(Object.keys(header.jwk).sort(), ['crv', 'kty', 'x', 'y'])
  assert.deepEqual(decoded(account?.jws?.payload), {
    termsOfServiceAgreed: true,
    contact: ['mailto:a@example.com'],
  })
  const nonces = new Set([header.nonce])
  for (const [asked, path] of [
    [ordering, '/new_order'],
    [asking, '/order'],
  ] as const) {
    const { alg, kid, url, nonce, ...rest } = decoded(asked?.jws?.protected)
    assert.deepEqual(
      [alg, kid, url, rest],
      ['ES256', `${stub.origin}/account/1`, `${stub.origin}${path}`, {}],
    )
    nonces.add(nonce)
  }
  assert.equal(nonces.size, 3)
  assert.equal(asking?.jws?.payload, '', 'POST-as-GET has no payload')
  for (const { jws, headers } of stub.asked) {
    assert.deepEqual([headers['user-agent'], headers['accept-language']], ['Rockpool/1.2.3', 'en'])
    if (!jws) continue
    assert.equal(headers['content-type'], 'application/jose+json')
    assert.ok(isSignedBy(header.jwk, jws))
  }
})

function isSignedBy(jwk: JWK, jws: { protected: string; payload: string; signature: string }): boolean {
  const key = createPublicKey({ key: jwk, format: 'jwk' })
  const text = Buffer.from(`${jws.protected}.${jws.payload}`)
  return verify('sha256', text, { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(jws.signature, 'base64url'))
}

test('an external binding is the account key under the HMAC that was given, and for the same URL', async () => {
  await using stub = await startStub()
  const hmac = Buffer.from('0123456789abcdef0123456789abcdef').toString('base64url')
  await (await stub.issuer({ eab: { kid: 'kid-1', hmac } })).newOrder(NAME)
  const [account] = stub.asked.filter(({ jws }) => jws)
  const { externalAccountBinding: bound } = decoded(account?.jws?.payload)
  assert.deepEqual(decoded(bound.protected), { alg: 'HS256', kid: 'kid-1', url: `${stub.origin}/account` })
  assert.deepEqual(decoded(bound.payload), decoded(account?.jws?.protected).jwk)
  const mac = createHmac('sha256', Buffer.from(hmac, 'base64url')).update(
    `${bound.protected}.${bound.payload}`,
  )
  assert.equal(bound.signature, mac.digest('base64url'))
})

test('the record to set is the hash of the token and the key, as RFC 8555 and RFC 7638 hash them', async () => {
  await using stub = await startStub()
  const issuer = await stub.issuer()
  const [authorization] = await issuer.listAuthorizations(await issuer.newOrder(NAME))
  const [account] = stub.asked.filter(({ jws }) => jws)
  const { x, y } = decoded(account?.jws?.protected).jwk
  const sha256 = (text: string) => createHash('sha256').update(text).digest('base64url')
  const thumbprint = sha256(`{"crv":"P-256","kty":"EC","x":"${x}","y":"${y}"}`)
  assert.equal(authorization?.record_name, '_acme-challenge.a.example.com')
  assert.equal(authorization?.record_value, sha256(`${'x'.repeat(43)}.${thumbprint}`))
})

test('a rate limit is told with the time to wait, in seconds or as a date', async () => {
  const now = new Date('2026-11-23T12:00:00Z')
  for (const [header, seconds] of [
    ['120', 120],
    ['Mon, 23 Nov 2026 12:02:00 GMT', 120],
    ['Mon, 23 Nov 2026 11:00:00 GMT', 0],
    ['soon', undefined],
  ] as const) {
    const subproblems = [
      { type: 'x', detail: 'of a.example.com', identifier: { type: 'dns', value: 'a.example.com' } },
    ]
    const limited = problem(429, 'rateLimited', { subproblems }, { 'retry-after': header })
    await using stub = await startStub({ '/new_order': limited })
    const issuer = await stub.issuer({ now: () => now })
    const failed = await issuer.newOrder(NAME).catch((error) => error)
    assert.deepEqual([failed.type, failed.status, failed.transient], ['rateLimited', 429, true])
    assert.equal(failed.retry_after_seconds, seconds)
    assert.equal(failed.detail, 'it is rateLimited')
    assert.deepEqual(failed.subproblems, [
      { type: 'malformed', detail: 'of a.example.com', name: 'a.example.com' },
    ])
    assert.equal(stub.asked.filter(({ path }) => path === '/new_order').length, 1)
  }
})

test('a busy authority is not asked again at once, with or without a predecessor', async () => {
  const busy = problem(503, 'serverInternal', {}, { 'retry-after': '30' })
  await using stub = await startStub({ '/new_order': busy })
  const issuer = await stub.issuer()
  const failure = { type: 'serverInternal', transient: true, retry_after_seconds: 30 }
  await assert.rejects(issuer.newOrder(NAME, { replaces: 'a.b' }), failure)
  assert.equal(stub.asked.filter(({ path }) => path === '/new_order').length, 1)
})

test('an account that the authority has lost is made anew, once', async () => {
  await using stub = await startStub()
  const issuer = await stub.issuer()
  const order = await issuer.newOrder(NAME)
  const lost = problem(400, 'accountDoesNotExist')
  stub.replies['/order'] = (response, asked, origin) => {
    stub.replies['/order'] = json(200, orderAt(origin))
    lost(response, asked, origin)
  }
  assert.equal((await issuer.getOrder(order.url)).url, order.url)
  assert.equal(stub.asked.filter(({ path }) => path === '/account').length, 2)
  stub.replies['/order'] = lost
  await assert.rejects(issuer.getOrder(order.url), { type: 'accountDoesNotExist' })
  assert.equal(stub.asked.filter(({ path }) => path === '/account').length, 3)
})

test('the directory is asked for once in hours, and after a failure', async () => {
  await using stub = await startStub()
  const clock = { now: Date.now() }
  const issuer = await stub.issuer({ now: () => new Date(clock.now) })
  const fetched = () => stub.asked.filter(({ path }) => path === '/dir').length
  await issuer.newOrder(NAME)
  await issuer.newOrder(NAME)
  assert.equal(fetched(), 1)
  clock.now += 7 * 3_600_000
  await issuer.newOrder(NAME)
  assert.equal(fetched(), 2)
  stub.replies['/new_order'] = problem(404, 'malformed')
  await assert.rejects(issuer.newOrder(NAME))
  await assert.rejects(issuer.newOrder(NAME))
  assert.equal(fetched(), 3)
})

test('an order that another finalized in the meantime is given as it is', async () => {
  const certificate = 'https://ca.example.com/certificate'
  await using stub = await startStub({ '/finalize': problem(403, 'orderNotReady') })
  const issuer = await stub.issuer()
  const order = await issuer.newOrder(NAME)
  await assert.rejects(issuer.finalize(order, new Uint8Array([1])), { type: 'orderNotReady' })
  for (const more of [{ status: 'processing' }, { status: 'valid', certificate }]) {
    stub.replies['/order'] = json(200, orderAt(stub.origin, more), { 'retry-after': '7' })
    const current = await issuer.finalize(order, new Uint8Array([1]))
    assert.deepEqual([current.status, current.retry_after_seconds], [more.status, 7])
  }
})

test('a refusal to look is passed on where the authority is not looking', async () => {
  await using stub = await startStub({ '/challenge': problem(400, 'malformed') })
  const issuer = await stub.issuer()
  const [authorization] = await issuer.listAuthorizations(await issuer.newOrder(NAME))
  assert.ok(authorization)
  await assert.rejects(issuer.prove(authorization), { type: 'malformed' })
  stub.replies['/authorization'] = json(200, authorizationAt(stub.origin, { status: 'valid' }))
  await issuer.prove(authorization)
  stub.replies['/challenge'] = (response) => response.writeHead(200).end('<html>')
  await assert.rejects(issuer.prove(authorization), { type: 'badAnswer', transient: true })
})

const window = (start: string, end: string) => ({ suggestedWindow: { start, end } })
const info =
  (body: object, retry_after?: string): Reply =>
  (response, asked, origin) =>
    json(200, body, retry_after === undefined ? {} : { 'retry-after': retry_after })(response, asked, origin)

test('a renewal window is believed if it ends after it starts; the next question is a minute to a day away', async () => {
  const authority = await makeAuthority(new Date(), 'test')
  const { certificate } = await issueServerCertificate(authority, NAME, new Date())
  const { certificateId } = await import('../certificate_id.ts')
  await using stub = await startStub()
  const path = `/renewal/${certificateId(certificate)}`
  const issuer = await stub.issuer()
  const good = {
    ...window('2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'),
    explanationURL: 'https://ca.example/why',
  }
  for (const [header, seconds] of [
    ['0', 60],
    ['3600', 3600],
    ['9999999', 86_400],
    [undefined, 21_600],
  ] as const) {
    stub.replies[path] = info(good, header)
    const found = await issuer.renewalInfo?.(certificate)
    assert.deepEqual(found, {
      start: new Date('2026-01-01T00:00:00Z'),
      end: new Date('2026-01-02T00:00:00Z'),
      explanation_url: 'https://ca.example/why',
      retry_after_seconds: seconds,
    })
  }
  for (const bad of [window('2026-01-02T00:00:00Z', '2026-01-01T00:00:00Z'), window('', 'x'), {}]) {
    stub.replies[path] = info(bad)
    await assert.rejects(async () => issuer.renewalInfo?.(certificate), { type: 'badAnswer' })
  }
})
