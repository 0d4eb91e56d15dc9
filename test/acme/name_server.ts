// The smallest name server that an authority can look for TXT records at: UDP and TCP, on one port of 127.0.0.1.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { decode, encode, type Packet, streamDecode, streamEncode } from 'dns-packet'

export interface NameServer extends AsyncDisposable {
  address: string
  /** Names, in lower case, and the texts of their TXT records. */
  records: Map<string, string[]>
}

export async function startNameServer(): Promise<NameServer> {
  const records = new Map<string, string[]>()
  const tcp = createServer((socket) => {
    const chunks: Buffer[] = []
    socket.on('error', () => socket.destroy())
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      const received = Buffer.concat(chunks)
      const whole = received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)
      if (whole) socket.end(streamEncode(replyTo(streamDecode(received), records)))
    })
  })
  const port = await listen(tcp)
  const udp = createSocket('udp4', (message, from) =>
    udp.send(encode(replyTo(decode(message), records)), from.port, from.address),
  )
  udp.bind(port, '127.0.0.1')
  await once(udp, 'listening')
  return {
    address: `127.0.0.1:${port}`,
    records,
    async [Symbol.asyncDispose]() {
      udp.close()
      tcp.close()
      await once(tcp, 'close')
    },
  }
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

function replyTo({ id, questions = [] }: Packet, records: Map<string, string[]>): Packet {
  const answers = questions.flatMap(({ name, type }) => {
    const texts = type === 'TXT' ? (records.get(name.toLowerCase()) ?? []) : []
    return texts.map((data) => ({ type: 'TXT' as const, name, ttl: 0, data }))
  })
  return { type: 'response', ...(id !== undefined && { id }), flags: 0x0400, questions, answers }
}
