// A zone as it is kept: a domain and its records. Whoever changes one holds the domain, so that its names stay consistent.
import {
  asciiName,
  type DomainBody,
  domainRecords,
  domainRef,
  domains,
  type RecordBody,
} from '../../cloud/domains.ts'
import { DEFAULT_TTL, NAME_SERVERS, NEGATIVE_TTL } from '../../cloud/zones/zone_records.ts'
import type { Ctx } from '../../kernel/ctx.ts'
import { notFound } from '../../kernel/errors.ts'
import type { Db } from '../../store/database.ts'
import type { Document } from '../../store/documents/documents.ts'
import { link } from '../../store/documents/links.ts'

/** What a record has besides its name, data and ttl, if its type has any of it. */
export const NO_EXTRAS = { priority: null, port: null, weight: null, flags: null, tag: null }

export interface NewRecord {
  type: string
  body: RecordBody
}

/** The records of a new domain, as those of the public service. */
export function firstRecords(ip_address: string | undefined): NewRecord[] {
  const record = (type: string, data: string) => ({
    type,
    body: { ...NO_EXTRAS, name: '@', data, ttl: DEFAULT_TTL },
  })
  return [
    record('SOA', String(NEGATIVE_TTL)),
    ...NAME_SERVERS.map((server) => record('NS', server)),
    ...(ip_address === undefined ? [] : [record('A', ip_address)]),
  ]
}

export async function insertRecord(
  ctx: Ctx,
  tx: Db,
  domain: string,
  { type, body }: NewRecord,
): Promise<Document<RecordBody>> {
  const { account } = ctx.principal
  const created_at = ctx.deps.now().toISOString()
  const name = body.name.toLowerCase()
  const { document } = await domainRecords.insert(tx, { account, name, type, created_at, body })
  const from = { kind: domainRecords.kind, id: document.id }
  await link(tx, { account, from, to: domainRef(domain) }, created_at)
  return document
}

/** However a client writes a domain's name. */
const idOf = (name: string) => asciiName(name).toLowerCase()

export async function getDomainDocument(ctx: Ctx, db: Db, name: string): Promise<Document<DomainBody>> {
  const domain = await domains.find(db, ctx.principal.account, idOf(name))
  if (!domain) throw notFound()
  return domain
}

/** Until the transaction ends nobody else changes the zone. Its serial tells name servers that it was changed. */
export async function holdZone(ctx: Ctx, tx: Db, name: string): Promise<Document<DomainBody>> {
  const domain = await domains.findLocked(tx, ctx.principal.account, idOf(name))
  if (!domain) throw notFound()
  const serial = Math.max(domain.body.serial + 1, serialAt(ctx.deps.now()))
  await domains.replace(tx, { ...domain, body: { ...domain.body, serial } })
  return domain
}

/** Seconds since 1970. */
export const serialAt = (time: Date) => Math.floor(time.getTime() / 1000)
