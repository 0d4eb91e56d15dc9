// How a zone is changed, by whichever area: whoever changes one holds the domain, so that its names stay consistent.
import type { Deps } from '../../kernel/ctx.ts'
import type { Db } from '../../store/database.ts'
import type { Document } from '../../store/documents/documents.ts'
import { link } from '../../store/documents/links.ts'
import { type DomainBody, domainRecords, domainRef, domains, type RecordBody } from '../domains.ts'

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

/**
 * Until the transaction ends nobody else changes the zone. Its serial tells name servers that it was changed. Undefined
 * where there is no such domain.
 */
export async function holdDomain(
  { deps, tx, account }: ZoneChange,
  id: string,
): Promise<Document<DomainBody> | undefined> {
  const domain = await domains.findLocked(tx, account, id)
  if (!domain) return undefined
  const serial = Math.max(domain.body.serial + 1, serialAt(deps.now()))
  await domains.replace(tx, { ...domain, body: { ...domain.body, serial } })
  return domain
}

/** Seconds since 1970. */
export const serialAt = (time: Date) => Math.floor(time.getTime() / 1000)

export async function insertRecord(
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

/** Nothing happens where the domain, and its records with it, is gone. */
export async function removeRecords(
  change: ZoneChange,
  domain: string,
  ids: readonly string[],
): Promise<void> {
  if (await holdDomain(change, domain)) await domainRecords.removeMany(change.tx, change.account, ids)
}

/** The account's domain that a full name lies in: the longest of them. */
export async function findZoneOf(db: Db, account: string, name: string): Promise<string | undefined> {
  const labels = name.split('.')
  const suffixes = labels.map((_, at) => labels.slice(at).join('.'))
  const found = await domains.findMany(db, account, suffixes)
  return found.map(({ id }) => id).sort((one, other) => other.length - one.length)[0]
}
