// What the name server reads: which domains there are, and what their zones say. Nothing tells it of a change, so each
// part has a version, which costs one row to look at.
import type { Db } from '../../store/database.ts'
import type { Document } from '../../store/documents/documents.ts'
import { type DomainBody, type DomainRecord, domainRecords, domainRef, domains } from '../domains.ts'
import { type Soa, type ZoneRecord, zoneRecords } from './zone_records.ts'

export interface LoadedZone {
  version: string
  records: readonly [ZoneRecord & Soa, ...ZoneRecord[]]
}

export interface ZoneSource {
  /** Another text as soon as any domain was made or deleted. */
  domainsVersion(): Promise<string>
  /** The account that answers for each domain: of several that have it, the one that added it first. */
  owners(): Promise<Map<string, string>>
  /** Another text as soon as the zone was changed; undefined where there is none. */
  zoneVersion(account: string, domain: string): Promise<string | undefined>
  load(account: string, domain: string): Promise<LoadedZone | undefined>
}

const PART = 1000

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
  async zoneVersion(account, domain) {
    const document = await domains.find(read, account, domain)
    return document && versionOf(document)
  },
  load: (account, domain) => loadZone({ read, account, domain, part }),
})

/** A domain that was deleted and made anew has another position. */
const versionOf = ({ position, body }: Document<DomainBody>) => `${position} ${body.serial}`

async function readOwners(read: Db): Promise<Map<string, string>> {
  const first = new Map<string, Document<DomainBody>>()
  for (const { account } of await domains.accounts(read))
    for (const domain of await domains.all(read, account)) {
      const other = first.get(domain.id)
      if (!other || wasEarlier(domain, other)) first.set(domain.id, domain)
    }
  return new Map([...first].map(([name, { account }]) => [name, account]))
}

const wasEarlier = (one: Document<DomainBody>, other: Document<DomainBody>) =>
  one.created_at === other.created_at ? one.account < other.account : one.created_at < other.created_at

const TRIES = 3

interface Reading {
  read: Db
  account: string
  domain: string
  part: number
}

/**
 * Records are read in parts, between which others may change the zone; if they did, it is read again. Under changes
 * without end the last reading is given with the version from before it, so that the next look finds it old.
 */
async function loadZone(reading: Reading): Promise<LoadedZone | undefined> {
  const { read, account, domain } = reading
  for (let tries = 1; ; tries++) {
    const document = await domains.find(read, account, domain)
    if (!document) return undefined
    const records = await recordsInParts(reading)
    const after = await domains.find(read, account, domain)
    const version = versionOf(document)
    if (tries === TRIES || (after && versionOf(after) === version))
      return { version, records: zoneRecords({ domain, serial: document.body.serial, records }) }
  }
}

async function recordsInParts({ read, account, domain, part }: Reading): Promise<DomainRecord[]> {
  const records: DomainRecord[] = []
  for (let offset = 0; ; offset += part) {
    const slice = { linked_to: domainRef(domain), offset, limit: part }
    const some = await domainRecords.stretch(read, account, slice)
    for (const record of some) records.push(record as DomainRecord)
    if (some.length < part) return records
    await othersTurn()
  }
}

/** An embedded database answers without ever letting go of the thread. */
const othersTurn = () => new Promise((resolve) => setImmediate(resolve))
