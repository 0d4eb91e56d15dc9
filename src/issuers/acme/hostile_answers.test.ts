import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  authorizationAt,
  directoryAt,
  json,
  orderAt,
  problem,
  type Reply,
  startStub,
} from '../../../test/acme/stub_authority.ts'
import { perform } from '../aside/work.ts'
import { IssuerProblem } from '../problem.ts'
import { buildAcmeIssuer } from './acme_issuer.ts'

const raw =
  (status: number, type: string, body: string): Reply =>
  (response) =>
    response.writeHead(status, { 'content-type': type }).end(body)

/** What ordering meets where the authority answers the new order so. */
async function refusalOf(reply: Reply, path = '/new_order'): Promise<IssuerProblem> {
  await using stub = await startStub({ [path]: reply })
  const issuer = await stub.issuer()
  const failed = await issuer.newOrder(['a.example.com']).then(
    (order) => assert.fail(`it was taken for ${JSON.stringify(order)}`),
    (error) => error,
  )
  assert.ok(failed instanceof IssuerProblem, `${failed}`)
  return failed
}

const UNREADABLE: Record<string, Reply> = {
  'JSON that is none': raw(201, 'application/json', '{"status":'),
  'a list instead of an object': raw(201, 'application/json', '[]'),
  'a page of HTML': raw(201, 'text/html', '<b>planted</b>'),
  'JSON as text': raw(201, 'text/plain', '{}'),
  'nothing at all': (response) => response.writeHead(200).end(),
  'no place of the order': (response, asked, origin) => json(201, orderAt(origin))(response, asked, origin),
  'more than anybody would read': (response) => {
    response.writeHead(201, { 'content-type': 'application/json' })
    response.end(`{"status":"${'x'.repeat(1_000_000)}"}`)
  },
  'a redirect': (response, _, origin) => response.writeHead(302, { location: `${origin}/order` }).end(),
}

for (const [what, reply] of Object.entries(UNREADABLE))
  test(`${what} is not taken for an order`, async () => {
    const { type, transient, message } = await refusalOf(reply)
    assert.deepEqual([type, transient], ['badAnswer', true])
    assert.match(message, /127\.0\.0\.1:\d+ answered with /)
    assert.doesNotMatch(message, /planted/)
  })

const ODD_ORDERS: Record<string, object> = {
  'a status of its own': { status: 'toString' },
  'no names': { identifiers: 'a.example.com' },
  'an address for a name': { identifiers: [{ type: 'ip', value: '10.0.0.1' }] },
  'a name that is none': { identifiers: [{ type: 'dns', value: 'a b\n' }] },
  'other names': { identifiers: [{ type: 'dns', value: 'b.example.com' }] },
  'no authorizations': { authorizations: {} },
  'too many authorizations': { authorizations: Array(1001).fill('https://ca.example/1') },
  'a file to ask': { authorizations: ['file:///etc/passwd'] },
  'another port of this machine': { finalize: 'http://127.0.0.1:1/finalize' },
  'the metadata service': { finalize: 'https://169.254.169.254/latest' },
  'a bare name': { finalize: 'https://intranet/' },
  'this machine by name': { finalize: 'https://x.localhost/' },
  'a password': { finalize: 'https://u:p@ca.example.com/' },
  'a valid order without certificate': { status: 'valid' },
}

for (const [what, more] of Object.entries(ODD_ORDERS))
  test(`an order with ${what} is refused`, async () => {
    const { type } = await refusalOf((response, asked, origin) =>
      json(201, orderAt(origin, more), { location: `${origin}/order` })(response, asked, origin),
    )
    assert.equal(type, 'badAnswer')
  })

test('links to a named host over https are followed, as some authorities have them', async () => {
  const finalize = 'https://other.ca.example.com/finalize'
  await using stub = await startStub({
    '/order': (response, asked, origin) => json(200, orderAt(origin, { finalize }))(response, asked, origin),
  })
  const issuer = await stub.issuer()
  assert.equal((await issuer.getOrder(`${stub.origin}/order`)).finalize, finalize)
  await assert.rejects(issuer.getOrder('http://127.0.0.1:1/order'), { type: 'badAnswer' })
})

const ODD_AUTHORIZATIONS: Record<string, object> = {
  'no way that we can go': { challenges: [{ type: 'http-01', token: 'x'.repeat(43) }] },
  'a short token': { challenges: [{ type: 'dns-01', url: 'https://ca.example/1', token: 'x' }] },
  'a token of other letters': {
    challenges: [{ type: 'dns-01', url: 'https://ca.example/1', token: ' '.repeat(43) }],
  },
  'no name': { identifier: {} },
  'a name that was not ordered': { identifier: { type: 'dns', value: 'b.example.com' } },
}

for (const [what, more] of Object.entries(ODD_AUTHORIZATIONS))
  test(`an authorization with ${what} is refused`, async () => {
    await using stub = await startStub({
      '/authorization': (response, asked, origin) =>
        json(200, authorizationAt(origin, more))(response, asked, origin),
    })
    const issuer = await stub.issuer()
    const order = await issuer.newOrder(['a.example.com'])
    await assert.rejects(issuer.listAuthorizations(order), { type: 'badAnswer', transient: true })
  })

test('an authority that says nothing, or does not finish, is given up', async () => {
  const silent: Reply = () => {}
  const halting: Reply = (response) =>
    response.writeHead(201, { 'content-type': 'application/json', 'content-length': '100' }).write('{')
  for (const reply of [silent, halting]) {
    const { type, transient, detail } = await refusalOf(reply)
    assert.deepEqual([type, transient], ['unreachable', true])
    assert.match(detail, /^127\.0\.0\.1:\d+: no whole answer in time$/)
  }
})

test('an authority that hangs up, or that nobody is, cannot be reached', async () => {
  const { type, detail } = await refusalOf((response) => response.destroy())
  assert.equal(type, 'unreachable')
  assert.match(detail, /ECONNRESET/)
  const stub = await startStub()
  const issuer = await stub.issuer()
  await stub[Symbol.asyncDispose]()
  await assert.rejects(issuer.newOrder(['a.example.com']), { type: 'unreachable', detail: /ECONNREFUSED/ })
})

test('no nonce, or none that can be used, is an answer that cannot be used', async () => {
  for (const nonce of [undefined, 'a b', 'x'.repeat(2000)]) {
    const { type, detail } = await refusalOf((response) => {
      if (nonce === undefined) response.removeHeader('replay-nonce')
      else response.setHeader('replay-nonce', nonce)
      response.writeHead(204).end()
    }, '/nonce')
    assert.equal(type, 'badAnswer')
    assert.match(detail, /Replay-Nonce/)
  }
})

test('an authority to which no nonce is good is asked 16 times', async () => {
  await using stub = await startStub({ '/new_order': problem(400, 'badNonce') })
  const issuer = await stub.issuer()
  await assert.rejects(issuer.newOrder(['a.example.com']), { type: 'badNonce', transient: true })
  assert.equal(stub.asked.filter(({ path }) => path === '/new_order').length, 16)
})

test('a problem is cut, and loses what would steer a terminal', async () => {
  const detail = `\u001b[31mred\r\nSet-Cookie: a\u202e\u2028${'x'.repeat(2000)}`
  const failed = await refusalOf(problem(400, 'malformed', { detail }))
  assert.match(failed.detail, /^\[31mred Set-Cookie: a x+…$/)
  assert.equal(failed.detail.length, 500)
  assert.doesNotMatch(failed.message, /[\p{C}\p{Zl}]/u)
})

test('a problem without problem document goes by its status', async () => {
  const page = '<html>planted</html>'
  const cases: Array<[number, string, boolean]> = [
    [404, 'notFound', false],
    [403, 'malformed', false],
    [429, 'rateLimited', true],
    [502, 'serverInternal', true],
  ]
  for (const [status, type, transient] of cases) {
    const failed = await refusalOf(raw(status, 'text/html', page))
    assert.deepEqual([failed.type, failed.transient, failed.status], [type, transient, status])
    assert.equal(failed.detail, `HTTP status ${status} without a reason`)
  }
})

test('a directory that leads elsewhere, or lacks a link, is not used', async () => {
  for (const more of [{ newOrder: 'http://127.0.0.2/' }, { newNonce: undefined }, { newAccount: 7 }]) {
    const { type, detail } = await refusalOf(
      (response, asked, origin) => json(200, { ...directoryAt(origin), ...more })(response, asked, origin),
      '/dir',
    )
    assert.equal(type, 'badAnswer')
    assert.match(detail, new RegExp(Object.keys(more).join()))
  }
})

test('a chain with anything but certificates for a server is refused', async () => {
  for (const body of ['', 'planted', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n']) {
    await using stub = await startStub({
      '/certificate': raw(200, 'application/pem-certificate-chain', body),
    })
    const issuer = await stub.issuer()
    const order = { ...(await issuer.newOrder(['a.example.com'])), certificate: `${stub.origin}/certificate` }
    await assert.rejects(issuer.download(order), { type: 'badAnswer', message: /certificate/ })
  }
})

test('an account key of another kind is a mistake of ours, and is never sent', async () => {
  await using stub = await startStub()
  const account_key = async () => (await import('../../tls/csr.ts')).makeKey('ec384')
  const now = () => new Date()
  const options = { directory: stub.directory, contact: [], version: '1', now, account_key, aside: perform }
  await assert.rejects(buildAcmeIssuer(options).newOrder(['a.example.com']), /P-256/)
  assert.deepEqual(
    stub.asked.filter(({ jws }) => jws),
    [],
  )
})
