// Answers as bytes. Names of owners are written once and then pointed to (RFC 1035, section 4.1.4).

import type { Placed, Resolution } from '../resolve.ts'
import { TYPE } from './codes.ts'
import { parentOf, ROOT } from './names.ts'
import { HEADER_BYTES, type Query } from './query.ts'

/** What a client is told that we take, and the most that we send over UDP: larger packets are lost in fragments. */
export const UDP_PAYLOAD = 1232
const UDP_WITHOUT_EDNS = 512
const TCP_MOST = 65_535
const OPT_BYTES = 11
const POINTER = 0xc000
const POINTER_BYTES = 2
const FURTHEST_POINTER = 0x3fff

const FLAG = { response: 0x8000, authoritative: 0x0400, truncated: 0x0200 } as const
const OPCODE = 0x7800
/** What of the question's flags an answer repeats: that recursion is desired, and that checking is disabled. */
const REPEATED = 0x0110
const DNSSEC_OK = 0x8000

export type Transport = 'udp' | 'tcp'

// One for all: an answer is written without a pause, and then copied.
const page = Buffer.allocUnsafe(TCP_MOST)

/** Without the question, for what could not be read, or not be understood. */
export function replyToHeader(message: Buffer, rcode: number): Buffer {
  const reply = Buffer.alloc(HEADER_BYTES)
  message.copy(reply, 0, 0, 2)
  const flags = message.readUInt16BE(2)
  reply.writeUInt16BE(FLAG.response | (flags & (OPCODE | REPEATED)) | rcode, 2)
  return reply
}

/** What does not fit is left out and said to be: the asker comes again over TCP. */
export function reply(query: Query, resolution: Resolution, transport: Transport): Buffer {
  const opt_bytes = query.edns ? OPT_BYTES : 0
  const writer = new Writer(query, longest(query, transport) - opt_bytes)
  const { answers, authority, additional } = resolution
  const counts = [answers, authority, additional].map((part) => writer.write(part))
  return writer.overflown ? truncated(query, resolution) : writer.finish(resolution, counts)
}

export const truncated = (query: Query, resolution: Resolution): Buffer =>
  new Writer(query, TCP_MOST).finish(resolution, [0, 0, 0], FLAG.truncated)

function longest({ edns }: Query, transport: Transport): number {
  if (transport === 'tcp') return TCP_MOST
  return edns ? Math.min(UDP_PAYLOAD, Math.max(UDP_WITHOUT_EDNS, edns.size)) : UDP_WITHOUT_EDNS
}

class Writer {
  overflown = false
  readonly #query: Query
  readonly #limit: number
  #at: number
  /** Where names were written in full. */
  readonly #written = new Map<string, number>()

  constructor(query: Query, limit: number) {
    this.#query = query
    this.#limit = limit
    this.#at = query.question_end
    query.message.copy(page, 0, 0, query.question_end)
  }

  /** How many records it were; none where they do not all fit. */
  write(part: readonly Placed[]): number {
    let count = 0
    for (const { owner, set } of part)
      for (const row of set.rows) {
        const { own_labels, pointer } = this.#placeOf(owner)
        this.overflown ||= this.#at + own_labels.length + POINTER_BYTES + row.length > this.#limit
        if (this.overflown) return 0
        if (own_labels !== '') this.#written.set(owner, this.#at)
        this.#at += page.write(own_labels, this.#at, 'latin1')
        this.#at = page.writeUInt16BE(POINTER | pointer, this.#at)
        this.#at += row.copy(page, this.#at)
        count += 1
      }
    return count
  }

  /** A name is its own labels, and then a pointer to one that it ends like: at the latest the root, in the question. */
  #placeOf(owner: string): { own_labels: string; pointer: number } {
    const written = this.#written.get(owner)
    if (written !== undefined && written <= FURTHEST_POINTER) return { own_labels: '', pointer: written }
    const { name } = this.#query
    let shared: string = owner
    while (!name.endsWith(shared)) shared = parentOf(shared) ?? ROOT
    const own_labels = owner.slice(0, owner.length - shared.length)
    return { own_labels, pointer: HEADER_BYTES + name.length - shared.length }
  }

  finish({ rcode, authoritative }: Resolution, counts: readonly number[], extra = 0): Buffer {
    const { message, edns } = this.#query
    const repeated = message.readUInt16BE(2) & (OPCODE | REPEATED)
    const authority = authoritative ? FLAG.authoritative : 0
    page.writeUInt16BE(FLAG.response | repeated | authority | extra | (rcode & 0xf), 2)
    const [answers = 0, authorities = 0, additional = 0] = counts
    page.writeUInt16BE(1, 4)
    page.writeUInt16BE(answers, 6)
    page.writeUInt16BE(authorities, 8)
    page.writeUInt16BE(additional + (edns ? 1 : 0), 10)
    if (edns) this.#writeOpt(rcode, edns.dnssec_ok)
    return Buffer.from(page.subarray(0, this.#at))
  }

  #writeOpt(rcode: number, dnssec_ok: boolean): void {
    this.#at = page.writeUInt8(0, this.#at)
    this.#at = page.writeUInt16BE(TYPE.OPT, this.#at)
    this.#at = page.writeUInt16BE(UDP_PAYLOAD, this.#at)
    this.#at = page.writeUInt8(rcode >> 4, this.#at)
    this.#at = page.writeUInt8(0, this.#at)
    this.#at = page.writeUInt16BE(dnssec_ok ? DNSSEC_OK : 0, this.#at)
    this.#at = page.writeUInt16BE(0, this.#at)
  }
}
