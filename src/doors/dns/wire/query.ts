// A question, read from the bytes of a message (RFC 1035, section 4.1; EDNS as RFC 6891 has it).
import { type DecodedPacket, decode, type OptAnswer } from 'dns-packet'
import { TYPE } from './codes.ts'

export interface Query {
  message: Buffer
  /** Where the question ends, which an answer repeats to the letter. */
  question_end: number
  /** In lower case. */
  name: string
  type: number
  class: number
  edns: Edns | undefined
}

export interface Edns {
  /** The longest answer that the asker takes over UDP. */
  size: number
  version: number
  /** Whether DNSSEC is understood, which an answer repeats. */
  dnssec_ok: boolean
}

export const HEADER_BYTES = 12
const LONGEST_NAME = 255
const LONGEST_LABEL = 63
// OPT, a signature; a zone transfer's question also has an SOA record.
const MOST_RECORDS = 4

export const isResponse = (message: Buffer) => ((message[2] as number) & 0x80) !== 0
export const opcodeOf = (message: Buffer) => ((message[2] as number) >> 3) & 0xf

/** Undefined where the message cannot be read. It is at least as long as a header. */
export function readQuery(message: Buffer): Query | undefined {
  const name_end = message.readUInt16BE(4) === 1 ? endOfName(message) : undefined
  if (name_end === undefined || name_end + 4 > message.length) return undefined
  const edns = readEdns(message, name_end + 4)
  if (edns === 'unreadable') return undefined
  return {
    message,
    question_end: name_end + 4,
    // No byte of a label's length is a letter, and of other bytes than ASCII there are no names here.
    name: message.toString('latin1', HEADER_BYTES, name_end).toLowerCase(),
    type: message.readUInt16BE(name_end),
    class: message.readUInt16BE(name_end + 2),
    edns,
  }
}

// Read here, byte by byte: the library gives a name as text, in which a dot inside a label looks like one between two.
function endOfName(message: Buffer): number | undefined {
  let at = HEADER_BYTES
  while (at < message.length) {
    const length = message[at] as number
    at += 1 + length
    if (length > LONGEST_LABEL || at - HEADER_BYTES > LONGEST_NAME) return undefined
    if (length === 0) return at
  }
  return undefined
}

function readEdns(message: Buffer, at: number): Edns | undefined | 'unreadable' {
  const others = message.readUInt16BE(6) + message.readUInt16BE(8)
  const additional = message.readUInt16BE(10)
  if (others + additional === 0) return undefined
  if (others === 0 && additional === 1 && isPlainOpt(message, at)) return plainEdns(message, at)
  if (others + additional > MOST_RECORDS) return 'unreadable'
  const options = decoded(message)?.additionals?.filter(({ type }) => type === 'OPT') as
    | OptAnswer[]
    | undefined
  const [option] = options ?? []
  if (!options || options.length > 1 || (option && option.name !== '.')) return 'unreadable'
  return option && { size: option.udpPayloadSize, version: option.ednsVersion, dnssec_ok: option.flag_do }
}

const OPT_BYTES = 11
const DNSSEC_OK = 0x80

/** An OPT record without options at the end: what nearly every question has, read without the library's detours. */
const isPlainOpt = (message: Buffer, at: number) =>
  message.length === at + OPT_BYTES &&
  message[at] === 0 &&
  message.readUInt16BE(at + 1) === TYPE.OPT &&
  message.readUInt16BE(at + 9) === 0

const plainEdns = (message: Buffer, at: number): Edns => ({
  size: message.readUInt16BE(at + 3),
  version: message[at + 6] as number,
  dnssec_ok: ((message[at + 7] as number) & DNSSEC_OK) !== 0,
})

function decoded(message: Buffer): DecodedPacket | undefined {
  try {
    return decode(message)
  } catch {
    return undefined
  }
}
