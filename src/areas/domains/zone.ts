// A zone as it is kept: a domain and its records. Whoever changes one holds the domain, so that its names stay consistent.
import { asciiName, type DomainBody, domains } from '../../cloud/domains.ts'
import {
  type HeldZone,
  holdDomain,
  type NewRecord,
  NO_EXTRAS,
  type ZoneChange,
} from '../../cloud/zones/zone_changes.ts'
import { DEFAULT_TTL, NAME_SERVERS, NEGATIVE_TTL } from '../../cloud/zones/zone_records.ts'
import type { Ctx } from '../../kernel/ctx.ts'
import { notFound } from '../../kernel/errors.ts'
import type { Db } from '../../store/database.ts'
import type { Document } from '../../store/documents/documents.ts'

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

/** However a client writes a domain's name. */
const idOf = (name: string) => asciiName(name).toLowerCase()

export async function getDomainDocument(ctx: Ctx, db: Db, name: string): Promise<Document<DomainBody>> {
  const domain = await domains.find(db, ctx.principal.account, idOf(name))
  if (!domain) throw notFound()
  return domain
}

/** Until the transaction ends nobody else changes the zone. */
export async function holdZone(ctx: Ctx, tx: Db, name: string): Promise<HeldZone> {
  const zone = await holdDomain(changeOf(ctx, tx), idOf(name))
  if (!zone) throw notFound()
  return zone
}

/** Whose zones a request changes. */
export const changeOf = ({ deps, principal }: Ctx, tx: Db): ZoneChange => ({
  deps,
  tx,
  account: principal.account,
})
