// The rules of a domain: made with the records that every zone has, shown with its zone file, deleted with all of it.
import {
  type DomainBody,
  type DomainRecord,
  domainRecords,
  domainRef,
  domains,
  recordsOf,
} from '../../cloud/domains.ts'
import { putInProject } from '../../cloud/projects.ts'
import { listEnds } from '../../cloud/wire.ts'
import { insertFirstRecords, serialAt } from '../../cloud/zones/zone_changes.ts'
import { DEFAULT_TTL, zoneTtl } from '../../cloud/zones/zone_records.ts'
import { atomically, type Ctx } from '../../kernel/ctx.ts'
import { invalid } from '../../kernel/errors.ts'
import type { Paging } from '../../kernel/paging.ts'
import type { Document } from '../../store/documents/documents.ts'
import { sourcesOf } from '../../store/documents/links.ts'
import { checkDomainName } from './names.ts'
import { checkIpv4 } from './record_value.ts'
import type { CreateDomain, Domain, DomainAnswer, DomainList } from './schema.ts'
import { changeOf, firstRecords, getDomainDocument, holdZone } from './zone.ts'
import { zoneFile } from './zone_file.ts'

/** An empty address is none. The answer has no zone file yet, as that of the public service. */
export async function createDomain(ctx: Ctx, { name, ip_address }: CreateDomain): Promise<DomainAnswer> {
  const { account } = ctx.principal
  const id = checkDomainName(name)
  const records = firstRecords(ip_address ? checkIpv4(ip_address) : undefined)
  const now = ctx.deps.now()
  const body = { serial: serialAt(now) }
  ctx.audit.resource = urnOf(id)
  await atomically(ctx, ctx.deps.main, async (tx) => {
    const domain = { account, id, name: id, created_at: now.toISOString(), body }
    if (!(await domains.insertUnlessTaken(tx, domain)))
      throw invalid(`name: the domain ${id} already exists.`)
    await insertFirstRecords(changeOf(ctx, tx), id, records)
    await putInProject(ctx, tx, domainRef(id))
  })
  return { domain: { name: id, ttl: DEFAULT_TTL, zone_file: null } }
}

export async function listDomains(ctx: Ctx, query: Paging): Promise<DomainList> {
  const { read } = ctx.deps.main.database
  const { account } = ctx.principal
  const { documents, total } = await domains.page(read, account, query)
  const names = documents.map(({ id }) => id)
  const records = await recordsOf(read, account, names)
  const shown = documents.map((document) => shownDomain(document, records.get(document.id) ?? []))
  return { domains: shown, ...listEnds(ctx, query, total) }
}

export async function getDomain(ctx: Ctx, name: string): Promise<DomainAnswer> {
  const { read } = ctx.deps.main.database
  const document = await getDomainDocument(ctx, read, name)
  const records = await recordsOf(read, ctx.principal.account, [document.id])
  return { domain: shownDomain(document, records.get(document.id) ?? []) }
}

function shownDomain({ id, body }: Document<DomainBody>, records: DomainRecord[]): Domain {
  const zone_file = zoneFile({ domain: id, serial: body.serial, records })
  return { name: id, ttl: zoneTtl(records), zone_file }
}

export async function deleteDomain(ctx: Ctx, name: string): Promise<void> {
  const { account } = ctx.principal
  await atomically(ctx, ctx.deps.main, async (tx) => {
    const { id } = await holdZone(ctx, tx, name)
    ctx.audit.resource = urnOf(id)
    const records = await sourcesOf(tx, account, domainRef(id), domainRecords.kind)
    await domains.remove(tx, account, id)
    await domainRecords.removeMany(tx, account, records)
  })
}

const urnOf = (name: string) => `do:domain:${name}`
