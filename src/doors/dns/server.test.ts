// The name server over real sockets.
import assert from 'node:assert/strict'
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { connect, type Socket as TcpSocket } from 'node:net'
import { after, before, test } from 'node:test'
import { lines, nameServerOf, question, told } from '../../../test/dns/name_server.ts'
import { type Harness, harness } from '../../../test/harness.ts'
import { lookUpTxt } from './lookup.ts'
import { type NameServer, startNameServer } from './server.ts'
import type { Zones } from './zones.ts'

const ANYWHERE = { host: '127.0.0.1', port: 0 }
const failed = (error: unknown) => assert.fail(String(error))

let t: Harness
let zones: Zones
let server: NameServer
let at: { host: string; port: number }
before(async () => {
  t = await harness()
  await t.call('POST /v2/domains', { name: 'example.com', ip_address: '192.0.2.1' })
  for (const data of ['one', 'two', 'x'.repeat(512), 'y'.repeat(512), 'z'.repeat(512)])
    for (const name of data.length > 3 ? ['long'] : ['short'])
      await t.call('POST /v2/domains/example.com/records', { type: 'TXT', name, data })
  zones = nameServerOf(t).zones
  server = await startNameServer(ANYWHERE, { zones, now: t.deps.now, failed })
  at = addressOf(server)
})
after(async () => {
  await server.drain(0)
  await t[Symbol.asyncDispose]()
})

const addressOf = ({ address }: NameServer) => ({
  host: '127.0.0.1',
  port: Number(address.split(':').at(-1)),
})

async function client(): Promise<Socket & AsyncDisposable> {
  const socket = createSocket('udp4')
  socket.connect(at.port, at.host)
  await once(socket, 'connect')
  const close = async () => {
    socket.close()
    await once(socket, 'close')
  }
  return Object.assign(socket, { [Symbol.asyncDispose]: close })
}

const framed = (...messages: Buffer[]) =>
  Buffer.concat(messages.flatMap((it) => [Buffer.from([it.length >> 8, it.length & 255]), it]))

/** As many answers as there should be, in their order. */
async function answersFrom(socket: TcpSocket, count: number): Promise<Buffer[]> {
  const answers: Buffer[] = []
  let unread = Buffer.alloc(0)
  for await (const chunk of socket) {
    unread = Buffer.concat([unread, chunk])
    while (unread.length >= 2 && unread.length >= 2 + unread.readUInt16BE(0)) {
      answers.push(unread.subarray(2, 2 + unread.readUInt16BE(0)))
      unread = unread.subarray(2 + unread.readUInt16BE(0))
    }
    if (answers.length === count) return answers
  }
  return answers
}

test('a question over UDP is answered, and one that is no question is not', async () => {
  await using socket = await client()
  socket.send(Buffer.from('no'))
  const response = question('example.com', 'A')
  response[2] = 0x81
  socket.send(response)
  socket.send(question('example.com', 'A'))
  const [answer] = (await once(socket, 'message')) as [Buffer]
  assert.deepEqual(lines(told(answer).answers), ['example.com 1800 A 192.0.2.1'])
})

test('over TCP many questions are answered in their order, however they are cut up', async () => {
  const socket = connect(at)
  const names = Array.from({ length: 40 }, (_, n) => (n % 2 ? 'example.com' : `no${n}.example.com`))
  const bytes = framed(...names.map((name) => question(name, 'A')))
  for (let start = 0; start < bytes.length; start += 7) socket.write(bytes.subarray(start, start + 7))
  const answers = (await answersFrom(socket, names.length)).map(told)
  assert.deepEqual(
    answers.map(({ questions, rcode }) => [questions?.[0]?.name, rcode]),
    names.map((name) => [name, name === 'example.com' ? 'NOERROR' : 'NXDOMAIN']),
  )
})

test('what over TCP is no question ends the connection', async () => {
  const response = question('example.com', 'A')
  response[2] = 0x81
  for (const bytes of [
    framed(response),
    framed(Buffer.alloc(5)),
    framed(Buffer.alloc(4097)),
    Buffer.from([255, 255]),
  ]) {
    const socket = connect(at)
    socket.write(bytes)
    assert.deepEqual(await answersFrom(socket, 1), [])
  }
})

test('a port that is taken is the system’s error', async () => {
  const taking = startNameServer(at, { zones, now: t.deps.now, failed })
  await assert.rejects(taking, { code: 'EADDRINUSE', syscall: 'listen', port: at.port })
  // One that was free for both a moment ago: of any other, somebody may have the half over TCP.
  const before = await startNameServer(ANYWHERE, { zones, now: t.deps.now, failed })
  await before.drain(0)
  const { host, port } = addressOf(before)
  const udp_only = createSocket('udp4').bind(port, host).unref()
  await once(udp_only, 'listening')
  const taking_udp = startNameServer({ host, port }, { zones, now: t.deps.now, failed })
  await assert.rejects(taking_udp, { code: 'EADDRINUSE', syscall: 'bind', port })
  udp_only.close()
})

test('it stops when what is under way has been answered', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const slow = { find: (name: string) => promise.then(() => zones.find(name)) } as Zones
  const stopping = await startNameServer(ANYWHERE, { zones: slow, now: t.deps.now, failed })
  const port = addressOf(stopping).port
  const socket = createSocket('udp4')
  socket.send(question('example.com', 'A'), port, '127.0.0.1')
  socket.send(question('example.com', 'A'), port, '127.0.0.1')
  const tcp = connect(addressOf(stopping))
  tcp.write(framed(question('example.com', 'A')))
  await once(tcp, 'connect')
  const drained = stopping.drain(5000)
  resolve()
  await drained
  tcp.destroy()
  socket.close()
  await assert.rejects(lookUpTxt({ host: '127.0.0.1', port }, 'example.com'), /ECONNREFUSED/)
})

test('texts are looked up, over TCP where they are long, and none where there are none', async () => {
  assert.deepEqual((await lookUpTxt(at, 'short.EXAMPLE.com')).sort(), ['one', 'two'])
  assert.deepEqual(
    (await lookUpTxt(at, 'long.example.com')).sort(),
    ['x', 'y', 'z'].map((letter) => letter.repeat(512)),
  )
  for (const name of ['no.example.com', 'example.com']) assert.deepEqual(await lookUpTxt(at, name), [])
  await assert.rejects(lookUpTxt(at, 'example.net'), /asked for TXT of example\.net: answered REFUSED$/)
})

test('a server that says nothing is given up, and one that lies is not listened to', async () => {
  const deaf = createSocket('udp4').bind(0, '127.0.0.1')
  await once(deaf, 'listening')
  deaf.on('message', (message, { port, address }) => {
    const wrong_id = Buffer.from(message)
    wrong_id.writeUInt16BE((message.readUInt16BE(0) + 1) & 0xffff, 0)
    wrong_id[2] = 0x84
    deaf.send(wrong_id, port, address)
  })
  const asking = lookUpTxt({ host: '127.0.0.1', port: deaf.address().port }, 'example.com')
  await assert.rejects(asking, /did not answer within 2000 ms$/)
  deaf.close()
})
