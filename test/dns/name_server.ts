// Asks the name server without a socket, over the database of a harness and by its clock.
import assert from 'node:assert/strict'
import { type Answer, type DecodedPacket, decode, encode, type RecordType } from 'dns-packet'
import { zoneSource } from '../../src/cloud/zones/zone_source.ts'
import { answerTo } from '../../src/doors/dns/answer.ts'
import type { Transport } from '../../src/doors/dns/wire/reply.ts'
import { Zones } from '../../src/doors/dns/zones.ts'
import type { Harness } from '../harness.ts'

export interface Asking {
  transport?: Transport
  flags?: number
  /** The size that is offered with EDNS. */
  edns?: number
}

/** As the library has it, and what it does not say. */
export interface Told extends DecodedPacket {
  rcode: string
  bytes: Buffer
}

const RECURSION_DESIRED = 0x0100

export function question(
  name: string,
  type: string,
  { edns, flags = RECURSION_DESIRED }: Asking = {},
): Buffer {
  const opt = { type: 'OPT', name: '.', udpPayloadSize: edns, extendedRcode: 0, ednsVersion: 0, flags: 0 }
  const additionals = edns ? [{ ...opt, flag_do: false, options: [] } as Answer] : []
  return encode({
    type: 'query',
    id: 4711,
    flags,
    questions: [{ name, type: type as RecordType }],
    additionals,
  })
}

export const told = (bytes: Buffer): Told => ({ ...(decode(bytes) as Told), bytes })

export function nameServerOf(t: Harness, { most_records = 100_000 } = {}) {
  const zones = new Zones(zoneSource(t.deps.main.database.read), { now: t.deps.now, most_records })
  const failures: unknown[] = []
  const failed = (error: unknown) => void failures.push(error)
  const send = (bytes: Buffer, transport: Transport = 'udp') => answerTo(bytes, { zones, transport, failed })
  return {
    zones,
    failures,
    /** What comes back for these bytes, if anything does. */
    send,
    async ask(name: string, type: string, asking: Asking = {}): Promise<Told> {
      const answer = await send(question(name, type, asking), asking.transport)
      assert.ok(answer, `no answer for ${name} ${type}`)
      return told(answer)
    },
  }
}

/** `www.example.com 1800 A 1.2.3.4`, for each record. */
export const lines = (records: readonly Answer[] = []): string[] =>
  records
    .filter(({ type }) => type !== 'OPT')
    .map((record) => {
      const { name, type, ttl, data } = record as { name: string; type: string; ttl: number; data: unknown }
      return `${name} ${ttl} ${type} ${textOf(data)}`
    })

function textOf(data: unknown): string {
  if (Array.isArray(data)) return data.map((part) => JSON.stringify(String(part))).join(' ')
  return typeof data === 'object' && data ? Object.values(data).join(' ') : String(data)
}
