// The name server's sockets: UDP and TCP on one port.
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import { type Answering, answerTo, refer } from './answer.ts'
import { AnswerRate } from './rate.ts'
import { type TcpServer, tcpServer } from './tcp.ts'
import type { Transport } from './wire/reply.ts'
import type { Zones } from './zones.ts'

export interface NameServerOptions {
  zones: Zones
  now(): Date
  failed(error: unknown): void
}

export interface NameServer {
  /** As `127.0.0.1:8453`. */
  address: string
  /** Takes no more questions, and resolves when what is under way has been answered, or after `grace_ms`. */
  drain(grace_ms: number): Promise<void>
}

interface Address {
  host: string
  port: number
}

type Answer = (message: Buffer) => Buffer | undefined | Promise<Buffer | undefined>

/** Where the system chose a port that only TCP had free, another is tried. */
const PORT_TRIES = 10
const RECEIVE_BUFFER_BYTES = 1_048_576
/** Of questions that wait for the database, over UDP; what comes then is dropped. */
const MOST_WAITING = 10_000

/** Throws the system's error when the address is taken. */
export async function startNameServer(at: Address, options: NameServerOptions): Promise<NameServer> {
  const answering = (transport: Transport): Answer => {
    const how: Answering = { zones: options.zones, failed: options.failed, transport }
    return (message) => answerTo(message, how)
  }
  for (let tries = 1; ; tries++) {
    const tcp = tcpServer(answering('tcp'))
    const host = await listenTcp(tcp, at, options.failed)
    try {
      const udp = await openUdp(host, answering('udp'), options)
      return nameServer(host, tcp, udp)
    } catch (error) {
      await tcp.drain(0)
      if (at.port !== 0 || tries === PORT_TRIES) throw error
    }
  }
}

function nameServer({ host, port }: Address, tcp: TcpServer, udp: Udp): NameServer {
  return {
    address: isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`,
    async drain(grace_ms) {
      await Promise.all([tcp.drain(grace_ms), udp.drain(grace_ms)])
    },
  }
}

/** Resolves to the address that it is. */
function listenTcp(
  { server }: TcpServer,
  at: Address,
  failed: NameServerOptions['failed'],
): Promise<Address> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(at, () => {
      server.off('error', reject)
      // Such as too many open files: a connection fails, the server does not.
      server.on('error', failed)
      const { address, port } = server.address() as { address: string; port: number }
      resolve({ host: address, port })
    })
  })
}

interface Udp {
  drain(grace_ms: number): Promise<void>
}

async function openUdp(at: Address, answer: Answer, { now }: NameServerOptions): Promise<Udp> {
  const family = isIPv6(at.host) ? 6 : 4
  const socket = createSocket({
    type: `udp${family}`,
    recvBufferSize: RECEIVE_BUFFER_BYTES,
    // Answers go to the addresses that questions came from: there is no name to look up.
    lookup: (host, _options, found) => found(null, host, family),
  })
  const waiting = new Set<Promise<void>>()
  const rate = new AnswerRate(now)
  socket.on('message', (message, from) => {
    if (from.port === 0) return
    const verdict = rate.judge(from.address)
    const answered = verdict === 'answer' ? answer(message) : verdict === 'refer' ? refer(message) : undefined
    if (!(answered instanceof Promise)) send(socket, answered, from)
    else if (waiting.size < MOST_WAITING) {
      const sending = answered.then((it) => {
        // Whoever is no longer waited for comes after the socket was closed.
        if (waiting.delete(sending)) send(socket, it, from)
      })
      waiting.add(sending)
    }
  })
  await bind(socket, at)
  // An answer may be lost on its way anywhere, here too; whoever forges addresses shall not fill the log.
  socket.on('error', () => {})
  return { drain: (grace_ms) => drainUdp(socket, waiting, grace_ms) }
}

function send(socket: Socket, answer: Buffer | undefined, { port, address }: RemoteInfo): void {
  if (answer) socket.send(answer, port, address)
}

function bind(socket: Socket, { host, port }: Address): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.bind({ port, address: host, exclusive: true }, () => {
      socket.off('error', reject)
      resolve()
    })
  })
}

async function drainUdp(socket: Socket, waiting: Set<Promise<void>>, grace_ms: number): Promise<void> {
  const cut = Promise.withResolvers<void>()
  const timer = setTimeout(cut.resolve, grace_ms)
  socket.removeAllListeners('message')
  await Promise.race([Promise.all(waiting), cut.promise])
  clearTimeout(timer)
  const closed = Promise.withResolvers<void>()
  waiting.clear()
  socket.close(closed.resolve)
  await closed.promise
}
