// The listeners over real sockets: whatever arrives, there is an answer in the house shape, and nothing is held for ever.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import http from 'node:http'
import net, { type Socket } from 'node:net'
import { after, before, test } from 'node:test'
import tls from 'node:tls'
import { type Harness, harness } from '../../test/harness.ts'
import { type Identity, issueServerCertificate, makeAuthority } from '../tls/local_ca.ts'
import { type Listener, listen } from './listeners.ts'

const ANYWHERE = { host: '127.0.0.1', port: 0 }
const LIMITS = { max_connections: 50, request_timeout_seconds: 20 }
const PATIENCE_MS = 8000
const GET = 'GET /healthz HTTP/1.1\r\nhost: x\r\n'

let t: Harness
let plain: Listener
before(async () => {
  t = await harness()
  plain = await listen(ANYWHERE, t.app.routing, LIMITS)
})
after(async () => {
  await plain.drain(0)
  await t[Symbol.asyncDispose]()
})

const portOf = ({ address }: Listener) => Number(address.split(':').at(-1))

async function connect(listener: Listener): Promise<Socket> {
  const socket = net.connect(portOf(listener), '127.0.0.1').setEncoding('utf8')
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

/** Everything that the server says until it closes the connection. */
async function untilClosed(socket: Socket): Promise<string> {
  let text = ''
  socket.on('data', (chunk) => {
    text += chunk
  })
  const timer = setTimeout(() => socket.destroy(new Error('too late')), PATIENCE_MS)
  await once(socket, 'close')
  clearTimeout(timer)
  assert.equal(socket.errored?.message, undefined, 'the server did not close the connection')
  return text
}

async function sendRaw(listener: Listener, bytes: string): Promise<string> {
  const socket = await connect(listener)
  socket.write(bytes)
  return untilClosed(socket)
}

function assertRefused(text: string, status: number, id: string): void {
  const [head = '', body = ''] = text.split('\r\n\r\n')
  assert.match(head, new RegExp(`^HTTP/1\\.1 ${status} `), text)
  assert.match(head, /content-type: application\/json; charset=utf-8/i)
  const { message, request_id, ...rest } = JSON.parse(body)
  assert.deepEqual(rest, { id })
  assert.ok(message.length > 10 && request_id.length === 36)
}

test('what is not HTTP is a 400 and ends the connection', async () => {
  for (const garbage of [
    '\u0000\u0001\u0002\r\n\r\n',
    'hello\r\n\r\n',
    'GET / HTTP/9.9\r\n\r\n',
    '\u0016\u0003\u0001\u0002\u0000',
  ])
    assertRefused(await sendRaw(plain, garbage), 400, 'bad_request')
  const smuggled = `${GET}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`
  assertRefused(await sendRaw(plain, smuggled), 400, 'bad_request')
  assertRefused(
    await sendRaw(plain, `${GET}content-length: 5\r\ncontent-length: 6\r\n\r\n`),
    400,
    'bad_request',
  )
})

test('a header block or a URL over 16 KiB is a 431', async () => {
  const close = 'connection: close\r\n\r\n'
  assert.match(await sendRaw(plain, `${GET}a: ${'x'.repeat(15_000)}\r\n${close}`), /^HTTP\/1\.1 200 /)
  assertRefused(await sendRaw(plain, `${GET}a: ${'x'.repeat(17_000)}\r\n${close}`), 431, 'headers_too_large')
  const many = Array.from({ length: 1000 }, (_, index) => `a${index}: ${'x'.repeat(20)}\r\n`).join('')
  assertRefused(await sendRaw(plain, `${GET}${many}${close}`), 431, 'headers_too_large')
  const url = `GET /${'x'.repeat(17_000)} HTTP/1.1\r\nhost: x\r\n${close}`
  assertRefused(await sendRaw(plain, url), 431, 'headers_too_large')
})

test('a client that is slow with its headers or its body gets a 408, and others are served meanwhile', async () => {
  const impatient = await listen(ANYWHERE, t.app.routing, { ...LIMITS, request_timeout_seconds: 1 })
  try {
    const head = `POST /v2/security/secrets HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${t.token}\r\n`
    const slow = [
      sendRaw(impatient, GET),
      sendRaw(impatient, 'GET /heal'),
      sendRaw(impatient, `${head}content-type: application/json\r\ncontent-length: 100\r\n\r\n{"na`),
    ]
    const quick = await sendRaw(impatient, `${GET}connection: close\r\n\r\n`)
    assert.match(quick, /^HTTP\/1\.1 200 /)
    for (const text of await Promise.all(slow)) assertRefused(text, 408, 'request_timeout')
  } finally {
    await impatient.drain(0)
  }
})

test('more connections than allowed are closed at once, and there is room again when one leaves', async () => {
  const narrow = await listen(ANYWHERE, t.app.routing, { ...LIMITS, max_connections: 2 })
  try {
    const held = [await connect(narrow), await connect(narrow)]
    for (const socket of held) socket.write(`${GET}\r\n`)
    await Promise.all(held.map((socket) => once(socket, 'data')))
    assert.equal(await untilClosed(await connect(narrow)), '')
    held[0]?.destroy()
    const deadline = performance.now() + PATIENCE_MS
    for (;;) {
      const text = await sendRaw(narrow, `${GET}connection: close\r\n\r\n`).catch(() => '')
      if (text.startsWith('HTTP/1.1 200')) break
      assert.ok(performance.now() < deadline, 'there is no room again')
    }
    held[1]?.destroy()
  } finally {
    await narrow.drain(0)
  }
})

test('draining finishes the answer under way, takes no more, and ends idle connections', async () => {
  const started = Promise.withResolvers<void>()
  const finish = Promise.withResolvers<void>()
  const listener = await listen(
    ANYWHERE,
    async (_request, response) => {
      response.write('begun ')
      started.resolve()
      await finish.promise
      response.end('and finished')
    },
    LIMITS,
  )
  const idle = await connect(listener)
  const request = http.get({ port: portOf(listener), host: '127.0.0.1', agent: false })
  const answered = once(request, 'response')
  await started.promise
  const drained = listener.drain(PATIENCE_MS)
  await assert.rejects(connectRefused(portOf(listener)), /ECONNREFUSED/)
  await untilClosed(idle)
  finish.resolve()
  const [response] = (await answered) as [http.IncomingMessage]
  assert.equal((await response.toArray()).join(''), 'begun and finished')
  await drained
})

async function connectRefused(port: number): Promise<void> {
  const socket = net.connect(port, '127.0.0.1')
  await once(socket, 'connect').finally(() => socket.destroy())
}

test('draining does not wait longer than it is told', async () => {
  const arrived = Promise.withResolvers<void>()
  const listener = await listen(ANYWHERE, () => arrived.resolve(), LIMITS)
  const socket = await connect(listener)
  const closed = untilClosed(socket)
  socket.write(`${GET}\r\n`)
  await arrived.promise
  const started = performance.now()
  await listener.drain(200)
  assert.ok(performance.now() - started < 3000)
  assert.equal(await closed, '')
})

test('TLS serves 1.2 and 1.3 and refuses what is older; a new certificate counts from the next connection', async () => {
  const now = new Date()
  const authority = await makeAuthority(now, 'listeners test')
  const listener = await listen(
    ANYWHERE,
    t.app.routing,
    LIMITS,
    await issueServerCertificate(authority, ['localhost'], now),
  )
  assert.equal(listener.secure, true)
  const hello = (version: tls.SecureVersion, ca: Identity) => handshake(listener, version, ca)
  try {
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      const socket = await hello(version, authority)
      assert.equal(socket.getProtocol(), version)
      socket.write(`${GET}connection: close\r\n\r\n`)
      assert.match(await untilClosed(socket), /^HTTP\/1\.1 200 /)
    }
    for (const old of ['TLSv1', 'TLSv1.1'] as const)
      await assert.rejects(hello(old, authority), /alert protocol version/, old)
    assert.equal(await sendRaw(listener, `${GET}\r\n`), '', 'plain HTTP is not spoken here')
    const other = await makeAuthority(now, 'another')
    listener.setIdentity(await issueServerCertificate(other, ['localhost'], now))
    await assert.rejects(hello('TLSv1.3', authority), /certificate|issuer|signature/i)
    ;(await hello('TLSv1.3', other)).destroy()
  } finally {
    await listener.drain(0)
  }
})

async function handshake(
  listener: Listener,
  version: tls.SecureVersion,
  ca: Identity,
): Promise<tls.TLSSocket> {
  const socket = tls.connect({
    port: portOf(listener),
    host: '127.0.0.1',
    servername: 'localhost',
    ca: ca.certificate,
    minVersion: version,
    maxVersion: version,
    // Without this the client itself would not speak what is too old.
    ciphers: 'DEFAULT@SECLEVEL=0',
  })
  socket.setEncoding('utf8')
  await once(socket, 'secureConnect')
  socket.on('error', () => {})
  return socket
}

test('an address that is taken is the system’s error', async () => {
  await assert.rejects(
    listen({ host: '127.0.0.1', port: portOf(plain) }, () => {}, LIMITS),
    { code: 'EADDRINUSE' },
  )
})
