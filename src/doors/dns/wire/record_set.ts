// The records of one name and type, as the bytes that follow the name in an answer.
import { type Answer, encode } from 'dns-packet'
import type { ZoneRecord } from '../../../cloud/zones/zone_records.ts'
import { ipv6Groups } from './addresses.ts'
import { TYPE } from './codes.ts'
import { wireName } from './names.ts'

const HEADER_BYTES = 12
const ROOT_BYTES = 1

export class RecordSet {
  readonly type: number
  readonly #records: readonly ZoneRecord[]
  #rows: readonly Buffer[] | undefined
  #bytes = 0
  #hosts: readonly string[] | undefined

  constructor(type: number, records: readonly ZoneRecord[]) {
    this.type = type
    this.#records = records
  }

  /** Type, class, TTL and data of each. Encoded when they are first asked for: of a large zone few ever are. */
  get rows(): readonly Buffer[] {
    this.#rows ??= this.#encodeRows()
    return this.#rows
  }

  /** Of the rows, without names. */
  get bytes(): number {
    return this.rows.length === 0 ? 0 : this.#bytes
  }

  /** The hosts that the records name, in lower case. */
  get hosts(): readonly string[] {
    this.#hosts ??= this.#records.flatMap((it) => ('host' in it ? [wireName(it.host).toLowerCase()] : []))
    return this.#hosts
  }

  /** A record that is there twice is one to whoever asks (RFC 2181, section 5). */
  #encodeRows(): Buffer[] {
    const rows = new Map<string, Buffer>()
    for (const record of this.#records) {
      const row = encodeRow(record)
      rows.set(identityOf(record, row), row)
    }
    this.#bytes = [...rows.values()].reduce((sum, { length }) => sum + length, 0)
    return [...rows.values()]
  }
}

/** Hosts are the same in any case of letters. */
function identityOf(record: ZoneRecord, row: Buffer): string {
  const bytes = row.toString('latin1')
  return 'host' in record ? bytes.toLowerCase() : bytes
}

const encodeRow = (record: ZoneRecord): Buffer =>
  encode({ type: 'response', answers: [packetAnswer(record)] }).subarray(HEADER_BYTES + ROOT_BYTES)

function packetAnswer(record: ZoneRecord): Answer {
  const { ttl } = record
  const common = { name: '.', ttl }
  switch (record.type) {
    case 'A':
      return { ...common, type: 'A', data: record.address }
    case 'AAAA':
      // In full: the library takes a `::` that stands for a single group for nothing.
      return { ...common, type: 'AAAA', data: ipv6Groups(record.address).join(':') }
    case 'CNAME':
    case 'NS':
      return { ...common, type: record.type, data: record.host }
    case 'MX':
      return { ...common, type: 'MX', data: { preference: record.priority, exchange: record.host } }
    case 'SRV': {
      const { priority, weight, port, host } = record
      return { ...common, type: 'SRV', data: { priority, weight, port, target: host } }
    }
    case 'CAA': {
      const { flags, tag, value } = record
      return { ...common, type: 'CAA', data: { flags, tag: tag as 'issue', value } }
    }
    case 'TXT':
      return { ...common, type: 'TXT', data: record.strings.map((bytes) => Buffer.from(bytes)) }
    case 'SOA': {
      const { server, keeper, serial, refresh, retry, expire, minimum } = record
      const data = { mname: server, rname: keeper, serial, refresh, retry, expire, minimum }
      return { ...common, type: 'SOA', data }
    }
  }
}

export const typeOf = (record: ZoneRecord): number => TYPE[record.type]
