// What the name server reads: which domains there are, and what their zones say. Nothing tells it of a change: it comes
// and looks, which costs a row or two where nothing was changed, and otherwise what was.
import type { Db } from '../../store/database.ts'
import type { Document } from '../../store/documents/documents.ts'
import { sourcesInParts } from '../../store/documents/parts.ts'
import { type DomainBody, domainRecords, domainRef, domains, type RecordBody } from '../domains.ts'
import { changedSince } from './zone_journal.ts'
import { readOwners } from './zone_owners.ts'
import { DEFAULT_TTL, type Soa, soaRecord, type ZoneRecord, zoneRecord } from './zone_records.ts'

/** Which zone, and what of it is known. A domain that was deleted and made anew has another position. */
export interface ZoneState {
  position: number
  soa: ZoneRecord & Soa
}

export interface ZoneReading extends ZoneState {
  /** Whether it is all of the zone; else it is what may have changed since the known state. */
  whole: boolean
  /** By their ids, without the SOA record; undefined are those that are gone. */
  records: Map<number, ZoneRecord | undefined>
}

export interface ZoneSource {
  /** Another text as soon as any domain was made or deleted. */
  domainsVersion(): Promise<string>
  /** The account that answers for each domain: of several that have it, the one that added it first. */
  owners(): Promise<Map<string, string>>
  /** Undefined where there is no such zone. Where nothing was changed since the known state, that is in the reading. */
  read(zone: ZoneName, known?: ZoneState): Promise<ZoneReading | undefined>
}

export interface ZoneName {
  account: string
  domain: string
}

const PART = 200

/** Records are read `part` at a time, so that a large zone does not keep the thread from everything else. */
export const zoneSource = (read: Db, part = PART): ZoneSource => ({
  async domainsVersion() {
    const rows = await domains.accounts(read)
    return rows
      .map(({ account, total, last_position }) => `${account} ${total} ${last_position}`)
      .sort()
      .join()
  },
  owners: () => readOwners(read),
  read: (zone, known) => readZone({ ...zone, read, part }, known),
})

interface From extends ZoneName {
  read: Db
  part: number
}

const TRIES = 3

/**
 * Others may change the zone between the queries: what they have changed is read again. Under changes without end the
 * last reading is given with the state from before it, so that the next look goes on from there.
 */
async function readZone(from: From, known: ZoneState | undefined): Promise<ZoneReading | undefined> {
  let reading: ZoneReading | undefined = known && { ...known, whole: false, records: new Map() }
  for (let tries = 0; ; tries++) {
    const domain = await domains.find(from.read, from.account, from.domain)
    if (!domain || (reading && (tries === TRIES || isAt(reading, domain)))) return domain && reading
    reading = await readOn(from, domain, reading)
  }
}

const isAt = ({ position, soa }: ZoneState, domain: Document<DomainBody>) =>
  position === domain.position && soa.serial === domain.body.serial

/** What was read before and, of what has changed since, what it is now. */
async function readOn(
  from: From,
  domain: Document<DomainBody>,
  before: ZoneReading | undefined,
): Promise<ZoneReading> {
  const { position, body } = domain
  const changed = before?.position === position ? changedSince(body, before.soa.serial) : undefined
  if (!before || !changed) return readWhole(from, domain)
  const soa = { ...before.soa, serial: body.serial }
  const reading = { position, soa, whole: before.whole, records: before.records }
  for (const record of changed) reading.records.set(record, undefined)
  takeIn(reading, await domainRecords.findMany(from.read, from.account, [...changed].map(String)))
  return reading
}

async function readWhole(
  { read, account, domain, part }: From,
  { position, body: { serial } }: Document<DomainBody>,
): Promise<ZoneReading> {
  const soa = soaRecord({ domain, serial, ttl: DEFAULT_TTL })
  const reading = { position, soa, whole: true, records: new Map() }
  const of = { account, kind: domainRecords.kind, to: domainRef(domain) }
  for await (const rows of sourcesInParts(read, of, part)) {
    const ids = rows.map(({ id }) => id)
    takeIn(reading, await domainRecords.findMany(read, account, ids))
  }
  return reading
}

function takeIn(reading: ZoneReading, records: readonly Document<RecordBody>[]): void {
  const { soa } = reading
  for (const { position, name, type, body } of records)
    if (type !== 'SOA')
      reading.records.set(position, zoneRecord(soa.name, { name, type: type as string, body }))
    else {
      reading.soa = { ...soa, ttl: body.ttl }
      reading.records.delete(position)
    }
}
