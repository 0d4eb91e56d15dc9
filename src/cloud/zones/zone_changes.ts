// How a zone is changed, by whichever area: whoever changes one holds it, so that its names stay consistent, and every
// change is noted, so that name servers see which records it was about.
import type { Deps } from '../../kernel/ctx.ts'
import type { Db } from '../../store/database.ts'
import type { Document } from '../../store/documents/documents.ts'
import { link } from '../../store/documents/links.ts'
import { type DomainBody, domainRecords, domainRef, domains, type RecordBody } from '../domains.ts'
import { withChanges } from './zone_journal.ts'

/** What a record has besides its name, data and ttl, if its type has any of it. */
export const NO_EXTRAS = { priority: null, port: null, weight: null, flags: null, tag: null }

export interface NewRecord {
  type: string
  body: RecordBody
}

/** Whose zone, and in which transaction it is changed. */
export interface ZoneChange {
  deps: Deps
  tx: Db
  account: string
}

/** A zone that nobody else changes until the transaction ends. All changes until then give it one new serial. */
export class HeldZone {
  /** The domain's name. */
  readonly id: string
  readonly #change: ZoneChange
  readonly #serial: number
  #domain: Document<DomainBody>

  constructor(change: ZoneChange, domain: Document<DomainBody>) {
    this.id = domain.id
    this.#change = change
    this.#domain = domain
    this.#serial = Math.max(domain.body.serial + 1, serialAt(change.deps.now()))
  }

  async insert(record: NewRecord): Promise<Document<RecordBody>> {
    const document = await insertRecord(this.#change, this.id, record)
    await this.#note([document.id])
    return document
  }

  async replace(records: readonly Document<RecordBody>[]): Promise<void> {
    for (const record of records) await domainRecords.replace(this.#change.tx, record)
    await this.#note(records.map(({ id }) => id))
  }

  async remove(records: readonly string[]): Promise<void> {
    await domainRecords.removeMany(this.#change.tx, this.#change.account, records)
    await this.#note(records)
  }

  async #note(records: readonly string[]): Promise<void> {
    if (records.length === 0) return
    const body = withChanges(this.#domain.body, this.#serial, records.map(Number))
    this.#domain = { ...this.#domain, body }
    await domains.replace(this.#change.tx, this.#domain)
  }
}

/** Undefined where there is no such domain. */
export async function holdDomain(change: ZoneChange, id: string): Promise<HeldZone | undefined> {
  const domain = await domains.findLocked(change.tx, change.account, id)
  return domain && new HeldZone(change, domain)
}

/** Seconds since 1970. */
export const serialAt = (time: Date) => Math.floor(time.getTime() / 1000)

/** The records of a domain that was just made, which nobody knows yet. */
export async function insertFirstRecords(
  change: ZoneChange,
  domain: string,
  records: readonly NewRecord[],
): Promise<void> {
  for (const record of records) await insertRecord(change, domain, record)
}

async function insertRecord(
  { deps, tx, account }: ZoneChange,
  domain: string,
  { type, body }: NewRecord,
): Promise<Document<RecordBody>> {
  const created_at = deps.now().toISOString()
  const name = body.name.toLowerCase()
  const { document } = await domainRecords.insert(tx, { account, name, type, created_at, body })
  const from = { kind: domainRecords.kind, id: document.id }
  await link(tx, { account, from, to: domainRef(domain) }, created_at)
  return document
}

/** The account's domain that a full name lies in: the longest of them. */
export async function findZoneOf(db: Db, account: string, name: string): Promise<string | undefined> {
  const found = await domains.findMany(db, account, suffixesOf(name))
  return found.map(({ id }) => id).sort((one, other) => other.length - one.length)[0]
}

/** The longest first, which is the name itself. */
export function suffixesOf(name: string): string[] {
  const labels = name.split('.')
  return labels.map((_, at) => labels.slice(at).join('.'))
}
