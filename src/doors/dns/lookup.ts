// Asks one name server one question: whether what we have published can be seen.
import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { connect, isIPv6 } from 'node:net'
import { type DecodedPacket, decode, encode } from 'dns-packet'
import { answerTo } from './answer.ts'
import type { Zones } from './zones.ts'

export interface ServerAddress {
  /** An IP address. */
  host: string
  port: number
}

const TIMEOUT_MS = 2000
/** A datagram can be lost. */
const REPEAT_MS = 500
const UDP_PAYLOAD = 1232
const MOST_IDS = 65_536

interface Asked {
  id: number
  message: Buffer
  name: string
}

type Told = DecodedPacket & { rcode: string }

/**
 * The texts at `name`; none where there are none. Throws where the server does not answer within two seconds, or does
 * not answer for that name.
 */
export async function lookUpTxt(server: ServerAddress, name: string): Promise<string[]> {
  const asked = ask(name)
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  const first = await askUdp(server, asked, signal)
  const answer = first.flag_tc ? await askTcp(server, asked, signal) : first
  return textsIn(answer, (what) => failed(server, name, what))
}

/** The same of the zones that a server answers from, where none listens. */
export async function lookUpTxtIn(zones: Zones, name: string): Promise<string[]> {
  const asked = ask(name)
  const failures: unknown[] = []
  const answering = { zones, transport: 'tcp', failed: (error: unknown) => failures.push(error) } as const
  const message = await answerTo(asked.message, answering)
  const answer = message && answerIn(message, asked)
  const failure = (what: string) => new Error(`TXT of ${name}: ${what}`, { cause: failures[0] })
  if (!answer) throw failure('no answer')
  return textsIn(answer, failure)
}

function textsIn({ rcode, flag_aa, answers = [] }: Told, failure: (what: string) => Error): string[] {
  if (rcode === 'NXDOMAIN') return []
  if (rcode !== 'NOERROR') throw failure(`answered ${rcode}`)
  if (!flag_aa) throw failure('is no authority for it')
  return answers.flatMap((it) => (it.type === 'TXT' ? [Buffer.concat(it.data as Buffer[]).toString()] : []))
}

function ask(name: string): Asked {
  const id = randomInt(MOST_IDS)
  const edns = { extendedRcode: 0, ednsVersion: 0, flags: 0, flag_do: false, options: [] }
  const message = encode({
    type: 'query',
    id,
    questions: [{ type: 'TXT', name }],
    additionals: [{ type: 'OPT', name: '.', udpPayloadSize: UDP_PAYLOAD, ...edns }],
  })
  return { id, message, name }
}

function askUdp(server: ServerAddress, asked: Asked, signal: AbortSignal): Promise<Told> {
  const { promise, resolve, reject } = Promise.withResolvers<Told>()
  const socket = createSocket(isIPv6(server.host) ? 'udp6' : 'udp4')
  const send = () => socket.send(asked.message)
  const repeating = setTimeout(() => {
    send()
    repeating.refresh()
  }, REPEAT_MS)
  const late = () => reject(failed(server, asked.name, `did not answer within ${TIMEOUT_MS} ms`))
  signal.addEventListener('abort', late)
  socket.on('error', ({ message }) => reject(failed(server, asked.name, message)))
  socket.on('message', (message) => {
    const answer = answerIn(message, asked)
    if (answer) resolve(answer)
  })
  // Of a connected socket the system lets through only what comes from there.
  socket.connect(server.port, server.host, send)
  return promise.finally(() => {
    clearTimeout(repeating)
    signal.removeEventListener('abort', late)
    socket.close()
  })
}

function askTcp(server: ServerAddress, asked: Asked, signal: AbortSignal): Promise<Told> {
  const { promise, resolve, reject } = Promise.withResolvers<Told>()
  const socket = connect(server)
  const late = () => reject(failed(server, asked.name, `did not answer within ${TIMEOUT_MS} ms`))
  signal.addEventListener('abort', late)
  let received = Buffer.alloc(0)
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk as Buffer])
    const end = received.length < 2 ? Number.POSITIVE_INFINITY : 2 + received.readUInt16BE(0)
    const answer = received.length < end ? undefined : answerIn(received.subarray(2, end), asked)
    if (answer) resolve(answer)
  })
  socket.on('error', ({ message }) => reject(failed(server, asked.name, message)))
  socket.on('close', () => reject(failed(server, asked.name, 'closed the connection')))
  socket.write(Buffer.concat([lengthOf(asked.message), asked.message]))
  return promise.finally(() => {
    signal.removeEventListener('abort', late)
    socket.destroy()
  })
}

const lengthOf = ({ length }: Buffer) => Buffer.from([length >> 8, length & 0xff])

/** Undefined for what is not the answer to this question. */
function answerIn(message: Buffer, { id, name }: Asked): Told | undefined {
  try {
    const answer = decode(message) as Told
    const asked_for = answer.questions?.[0]?.name.toLowerCase() === name.toLowerCase()
    return answer.flag_qr && answer.id === id && asked_for ? answer : undefined
  } catch {
    return undefined
  }
}

const failed = ({ host, port }: ServerAddress, name: string, what: string) =>
  new Error(`the name server ${host}:${port}, asked for TXT of ${name}: ${what}`)
