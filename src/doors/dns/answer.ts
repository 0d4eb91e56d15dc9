// A message in, an answer out: which questions are answered at all, and by which zone. Knows no sockets.

import { refusal, resolve } from './resolve.ts'
import { CLASS_IN, RCODE, TYPE } from './wire/codes.ts'
import { HEADER_BYTES, isResponse, opcodeOf, type Query, readQuery } from './wire/query.ts'
import { reply, replyToHeader, type Transport, truncated } from './wire/reply.ts'
import type { Zone } from './zone.ts'
import type { Zones } from './zones.ts'

export interface Answering {
  zones: Zones
  transport: Transport
  /** Told why a question was answered with SERVFAIL. */
  failed(error: unknown): void
}

/** Undefined where silence is the answer: to what is no question, so that no two servers talk to each other for ever. */
export function answerTo(
  message: Buffer,
  answering: Answering,
): Buffer | undefined | Promise<Buffer | undefined> {
  if (message.length < HEADER_BYTES || isResponse(message)) return undefined
  try {
    if (opcodeOf(message) !== 0) return replyToHeader(message, RCODE.NOTIMP)
    const query = readQuery(message)
    return query ? answerQuery(query, answering) : replyToHeader(message, RCODE.FORMERR)
  } catch (error) {
    return failure(message, error, answering)
  }
}

/** The answer to a client that gets too many: nothing but that it may come again over TCP, which no forger can. */
export function refer(message: Buffer): Buffer | undefined {
  if (message.length < HEADER_BYTES || isResponse(message) || opcodeOf(message) !== 0) return undefined
  const query = readQuery(message)
  return query && truncated(query, refusal(RCODE.NOERROR))
}

function answerQuery(query: Query, answering: Answering): Buffer | Promise<Buffer> {
  const refused = refusalOf(query)
  if (refused !== undefined) return reply(query, refusal(refused), answering.transport)
  const zone = answering.zones.find(query.name)
  if (!(zone instanceof Promise)) return answerFrom(zone, query, answering)
  return zone
    .then((found) => answerFrom(found, query, answering))
    .catch((error) => failure(query.message, error, answering))
}

const FIRST_META_TYPE = 128
const META_TYPES_END = 256

/** Before any zone is looked at. */
function refusalOf({ type, class: of, edns }: Query): number | undefined {
  if (edns && edns.version !== 0) return RCODE.BADVERS
  if (of !== CLASS_IN) return RCODE.REFUSED
  if (type === TYPE.ANY) return undefined
  if (type === TYPE.AXFR || type === TYPE.IXFR) return RCODE.REFUSED
  const is_meta = type === 0 || type === TYPE.OPT || (type >= FIRST_META_TYPE && type < META_TYPES_END)
  return is_meta ? RCODE.FORMERR : undefined
}

function answerFrom(zone: Zone | undefined, query: Query, { transport }: Answering): Buffer {
  const { name, type } = query
  return reply(query, zone ? resolve(zone, name, type) : refusal(RCODE.REFUSED), transport)
}

function failure(message: Buffer, error: unknown, { failed }: Answering): Buffer {
  failed(error)
  return replyToHeader(message, RCODE.SERVFAIL)
}
