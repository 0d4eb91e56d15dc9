import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  decoded,
  directoryAt,
  json,
  orderAt,
  problem,
  type Reply,
  startStub,
} from '../../../test/acme/stub_authority.ts'
import { issueServerCertificate, makeAuthority } from '../../tls/local_ca.ts'

const NAME = ['a.example.com']

/** The payloads of the new orders that a stub was asked for. */
const ordered = (stub: Awaited<ReturnType<typeof startStub>>) =>
  stub.asked.filter(({ path }) => path === '/new_order').map(({ jws }) => decoded(jws?.payload))

test('an order says what it replaces, and is made without where the authority will not have it', async () => {
  await using stub = await startStub()
  const issuer = await stub.issuer()
  await issuer.newOrder(NAME, { replaces: 'a.b' })
  const made = stub.replies['/new_order'] as Reply
  stub.replies['/new_order'] = (response, asked, origin) => {
    stub.replies['/new_order'] = made
    problem(409, 'alreadyReplaced')(response, asked, origin)
  }
  assert.equal((await issuer.newOrder(NAME, { replaces: 'a.b' })).status, 'pending')
  assert.deepEqual(
    ordered(stub).map(({ replaces }) => replaces),
    ['a.b', 'a.b', undefined],
  )
})

test('an order says neither profile nor predecessor to an authority that lists no such thing', async () => {
  await using stub = await startStub()
  const issuer = await stub.issuer({ profile: 'short' })
  await issuer.newOrder(NAME)
  const { renewalInfo: _, ...links } = directoryAt(stub.origin)
  const listing = { ...links, meta: { profiles: { short: 'six days' } } }
  stub.replies['/dir'] = json(200, listing)
  const knowing = await stub.issuer({ profile: 'short' })
  await knowing.newOrder(NAME, { replaces: 'a.b' })
  assert.deepEqual(
    ordered(stub).map(({ profile, replaces }) => [profile, replaces]),
    [
      [undefined, undefined],
      ['short', undefined],
    ],
  )
})

test('an open order is found behind others, on a further page, past one that is gone', async () => {
  await using stub = await startStub()
  const { origin } = stub
  const issuer = await stub.issuer()
  const account = { status: 'valid', orders: `${origin}/orders` }
  stub.replies['/account'] = json(200, account, { location: `${origin}/account/1` })
  const next = { link: `<${origin}/dir>;rel="index", <${origin}/orders/2>;rel="next"` }
  stub.replies['/orders'] = json(200, { orders: [`${origin}/order`] }, next)
  stub.replies['/orders/2'] = json(200, { orders: [`${origin}/expired`, `${origin}/gone`] })
  stub.replies['/expired'] = json(200, orderAt(origin, { expires: '2020-01-01T00:00:00Z' }))
  assert.equal((await issuer.findOpenOrder(['A.example.com']))?.url, `${origin}/order`)
  assert.equal(await issuer.findOpenOrder(NAME, new Set([`${origin}/order`])), undefined)
  stub.replies['/gone'] = problem(503, 'serverInternal')
  await assert.rejects(issuer.findOpenOrder(NAME), { type: 'serverInternal', transient: true })
})

test('where an authority lists no orders, none is found', async () => {
  await using stub = await startStub()
  const issuer = await stub.issuer()
  await issuer.newOrder(NAME)
  assert.equal(await issuer.findOpenOrder(NAME), undefined)
})

test('a chain is given as the certificates that it is, and nothing around them', async () => {
  const authority = await makeAuthority(new Date(), 'test')
  const { certificate } = await issueServerCertificate(authority, NAME, new Date())
  const chain =
    (body: string): Reply =>
    (response) =>
      response.writeHead(200, { 'content-type': 'application/pem-certificate-chain' }).end(body)
  await using stub = await startStub()
  const { origin } = stub
  stub.replies['/certificate'] = chain(`planted\n${certificate}planted\n${authority.certificate}`)
  const issuer = await stub.issuer()
  const order = { ...(await issuer.newOrder(NAME)), certificate: `${origin}/certificate` }
  assert.equal(await issuer.download(order), `${certificate}${authority.certificate}`)
  stub.replies['/certificate'] = chain(authority.certificate)
  await assert.rejects(issuer.download(order), { type: 'badAnswer' })
  const { certificate: _, ...unfinished } = order
  await assert.rejects(issuer.download(unfinished), /has no certificate yet/)
})
