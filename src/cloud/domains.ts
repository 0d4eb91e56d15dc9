// Domains and their records, as they are kept: one area serves them, others read what names resolve to.
import { domainToASCII } from 'node:url'
import type { Db } from '../store/database.ts'
import { type Document, Documents } from '../store/documents/documents.ts'
import { linkedWith } from '../store/documents/linked.ts'

export interface DomainBody {
  /** Of the zone; grows with every change to it. */
  serial: number
  /** Once it was changed. */
  journal?: ZoneJournal
}

/** Which records of a zone were changed lately. */
export interface ZoneJournal {
  /** The serial after which every change is here. */
  since: number
  /** The oldest first: the serial that a change gave the zone, and the id of a record that it made, changed or removed. */
  changes: readonly (readonly [serial: number, record: number])[]
}

/** Id and name are the domain's name, in lower case. Records refer to their domain. */
export const domains = new Documents<DomainBody>('domain')

export interface RecordBody {
  /** Relative to the domain, as it was written; the document's name is the same in lower case. */
  name: string
  /** A host name has no dot at its end, and is `@` where it is the domain's own. */
  data: string
  priority: number | null
  port: number | null
  ttl: number
  weight: number | null
  flags: number | null
  tag: string | null
}

export type DomainRecord = Document<RecordBody> & { type: string }

/** Integer ids; `type` is the record's, `name` is relative to the domain and `@` for the domain itself. */
export const domainRecords = new Documents<RecordBody>('domain_record')

export const domainRef = (name: string) => ({ kind: domains.kind, id: name })

/** All records of some domains by the domains' names, each domain's in the order of creation. */
export async function recordsOf(
  db: Db,
  account: string,
  names: readonly string[],
): Promise<Map<string, DomainRecord[]>> {
  const linked = await linkedWith(db, account, domains.kind, names)
  const ids = new Map(names.map((name) => [name, linked.sources(name, domainRecords.kind)]))
  const found = await domainRecords.findMany(db, account, [...ids.values()].flat())
  const records = new Map(found.map((record) => [record.id, record as DomainRecord]))
  const recordsWith = (wanted: string[]) =>
    wanted.flatMap((id) => records.get(id) ?? []).sort((a, b) => a.position - b.position)
  return new Map([...ids].map(([name, wanted]) => [name, recordsWith(wanted)]))
}

/** Without a dot at its end. */
export const fullName = (name: string, domain: string) => (name === '@' ? domain : `${name}.${domain}`)

/** What `fullName` undoes; a dot at the end says that a name is full. Undefined where it is of another domain. */
export function relativeName(written: string, domain: string): string | undefined {
  if (written === '' || written === '@') return '@'
  if (!written.endsWith('.')) return written
  const full = written.slice(0, -1)
  const lower = full.toLowerCase()
  if (lower === domain) return '@'
  return lower.endsWith(`.${domain}`) ? full.slice(0, -domain.length - 1) : undefined
}

/** With letters of other alphabets as punycode; empty where there is no such name. */
export const asciiName = (written: string) => (IS_ASCII.test(written) ? written : domainToASCII(written))

const IS_ASCII = /^[ -~]*$/
