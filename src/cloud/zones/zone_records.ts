// What a zone says, record by record: its zone file and the name server are both made from this.
import { type DomainRecord, fullName, type RecordBody } from '../domains.ts'

/** A name is a full one without the dot at its end, in lower case; hosts are as they were written, and the root is empty. */
export type ZoneRecord = { name: string; ttl: number } & Rdata

export type Rdata =
  | { type: 'A' | 'AAAA'; address: string }
  | { type: 'CNAME' | 'NS'; host: string }
  | { type: 'MX'; priority: number; host: string }
  | { type: 'SRV'; priority: number; weight: number; port: number; host: string }
  | { type: 'CAA'; flags: number; tag: string; value: string }
  | { type: 'TXT'; strings: Uint8Array[] }
  | Soa

export interface Soa {
  type: 'SOA'
  server: string
  keeper: string
  serial: number
  refresh: number
  retry: number
  expire: number
  /** How long it may be remembered that a name does not exist, in seconds. */
  minimum: number
}

export interface ZoneContent {
  domain: string
  serial: number
  records: readonly DomainRecord[]
}

export const NAME_SERVERS = ['ns1.digitalocean.com', 'ns2.digitalocean.com', 'ns3.digitalocean.com'] as const
export const DEFAULT_TTL = 1800
export const NEGATIVE_TTL = 1800
const TIMERS = { refresh: 10_800, retry: 3600, expire: 604_800, minimum: NEGATIVE_TTL }

/** The zone's own, which is that of its SOA record. */
export const zoneTtl = (records: readonly DomainRecord[]): number =>
  records.find(({ type }) => type === 'SOA')?.body.ttl ?? DEFAULT_TTL

/** The SOA record first, then the others in their order. */
export function zoneRecords({ domain, serial, records }: ZoneContent): [ZoneRecord & Soa, ...ZoneRecord[]] {
  const others = records.filter(({ type }) => type !== 'SOA').map((record) => zoneRecord(domain, record))
  return [soaRecord({ domain, serial, ttl: zoneTtl(records) }), ...others]
}

export const soaRecord = ({ domain, serial, ttl }: { domain: string; serial: number; ttl: number }) => ({
  name: domain,
  ttl,
  type: 'SOA' as const,
  server: NAME_SERVERS[0],
  keeper: `hostmaster.${domain}`,
  serial,
  ...TIMERS,
})

type Kept = Pick<DomainRecord, 'type' | 'name' | 'body'>

/** Of any but the SOA record. */
export const zoneRecord = (domain: string, { type, name, body }: Kept): ZoneRecord => ({
  name: fullName(name, domain),
  ttl: body.ttl,
  ...rdataOf(domain, type as RecordType, body),
})

type RecordType = Exclude<Rdata['type'], 'SOA'>

// A record has what its type needs: the area checks it before it is kept.
function rdataOf(domain: string, type: RecordType, body: RecordBody): Rdata {
  const { data, tag } = body
  const number = (field: 'priority' | 'weight' | 'port' | 'flags') => body[field] ?? 0
  switch (type) {
    case 'A':
    case 'AAAA':
      return { type, address: data }
    case 'CNAME':
    case 'NS':
      return { type, host: hostOf(domain, data) }
    case 'MX':
      return { type, priority: number('priority'), host: hostOf(domain, data) }
    case 'SRV': {
      const host = hostOf(domain, data)
      return { type, priority: number('priority'), weight: number('weight'), port: number('port'), host }
    }
    case 'CAA':
      return { type, flags: number('flags'), tag: tag ?? '', value: data }
    case 'TXT':
      return { type, strings: stringsOf(data) }
  }
}

function hostOf(domain: string, data: string): string {
  if (data === '.') return ''
  return data === '@' ? domain : data
}

const STRING_BYTES = 255

/** One string has at most 255 bytes; several are read as one text. */
function stringsOf(text: string): Uint8Array[] {
  const bytes = new TextEncoder().encode(text)
  const strings: Uint8Array[] = []
  for (let start = 0; start < bytes.length; start += STRING_BYTES)
    strings.push(bytes.subarray(start, start + STRING_BYTES))
  return strings
}
