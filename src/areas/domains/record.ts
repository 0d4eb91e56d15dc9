// The rules of a domain's records: listed, made, changed, deleted.
import { asciiName, domainRecords, domainRef, type RecordBody, relativeName } from '../../cloud/domains.ts'
import { listEnds } from '../../cloud/wire.ts'
import type { NewRecord } from '../../cloud/zones/zone_changes.ts'
import { DEFAULT_TTL } from '../../cloud/zones/zone_records.ts'
import { atomically, type Ctx } from '../../kernel/ctx.ts'
import { invalid, notFound } from '../../kernel/errors.ts'
import type { Db } from '../../store/database.ts'
import type { Document } from '../../store/documents/documents.ts'
import { targetsOf } from '../../store/documents/links.ts'
import { checkRecordName } from './names.ts'
import { checkValue, writtenData } from './record_value.ts'
import type {
  ByRecord,
  CreateRecord,
  RecordAnswer,
  RecordList,
  RecordQuery,
  RecordType,
  ShownRecord,
  UpdateRecord,
} from './schema.ts'
import { getDomainDocument, holdZone } from './zone.ts'

type RecordDocument = Document<RecordBody>

const LEAST_TTL = 30
const MOST_TTL = 2_147_483_647

/** A filter's name is a full one. */
export async function listRecords(ctx: Ctx, domain: string, query: RecordQuery): Promise<RecordList> {
  const { read } = ctx.deps.main.database
  const { id } = await getDomainDocument(ctx, read, domain)
  const filter = { ...query, linked_to: domainRef(id), name: query.name && storedName(query.name, id) }
  const { documents, total } = await domainRecords.page(read, ctx.principal.account, filter)
  return { domain_records: documents.map(shownRecord), ...listEnds(ctx, query, total) }
}

/** Of another domain's name there is no record, and no record has an empty name. */
const storedName = (full: string, domain: string) =>
  relativeName(`${asciiName(full.replace(/\.$/, ''))}.`, domain)?.toLowerCase() ?? ''

export async function getRecord(
  ctx: Ctx,
  { domain_name, domain_record_id }: ByRecord,
): Promise<RecordAnswer> {
  const { read } = ctx.deps.main.database
  const { id } = await getDomainDocument(ctx, read, domain_name)
  return { domain_record: shownRecord(await findRecord(ctx, read, id, domain_record_id)) }
}

export async function createRecord(ctx: Ctx, domain: string, wanted: CreateRecord): Promise<RecordAnswer> {
  return atomically(ctx, ctx.deps.main, async (tx) => {
    const zone = await holdZone(ctx, tx, domain)
    const record = newRecord(wanted, zone.id)
    const others = await othersAt(ctx, tx, zone.id, record.body)
    requireFree(record.type, others)
    const document = await zone.insert(record)
    await zone.replace(withTtlOf(document, others))
    ctx.audit.resource = urnOf(document)
    return { domain_record: shownRecord(document) }
  })
}

function newRecord({ type, name, ttl, ...given }: CreateRecord, domain: string): NewRecord {
  if (type === 'SOA') throw invalid('type: every domain has its one SOA record from the start.')
  const body = {
    name: checkRecordName(name ?? '@', domain),
    ttl: checkTtl(ttl ?? DEFAULT_TTL),
    ...checkValue(type, given, domain),
  }
  if (type === 'NS' && body.name.startsWith('*'))
    throw invalid(`name: an NS record cannot be a wildcard, got ${body.name}.`)
  return { type, body }
}

/** What is not given, or is null, stays as it is. */
export async function updateRecord(
  ctx: Ctx,
  { domain_name, domain_record_id }: ByRecord,
  wanted: UpdateRecord,
): Promise<RecordAnswer> {
  return atomically(ctx, ctx.deps.main, async (tx) => {
    const zone = await holdZone(ctx, tx, domain_name)
    const document = await findRecord(ctx, tx, zone.id, domain_record_id)
    ctx.audit.resource = urnOf(document)
    const body =
      document.type === 'SOA' ? changedSoa(document, wanted) : changedBody(document, wanted, zone.id)
    const changed = { ...document, name: body.name.toLowerCase(), body }
    const others = await othersAt(ctx, tx, zone.id, changed)
    requireFree(changed.type, others)
    await zone.replace([changed, ...withTtlOf(changed, others)])
    return { domain_record: shownRecord(changed) }
  })
}

function changedBody(document: RecordDocument, wanted: UpdateRecord, domain: string): RecordBody {
  const type = document.type as RecordType
  requireSameType(type, wanted)
  const { body } = document
  const before = { ...body, type, data: writtenData(type, body) }
  const given = Object.entries(wanted).filter(([, value]) => value !== null)
  return newRecord({ ...before, ...Object.fromEntries(given) }, domain).body
}

/** Clients send the other fields along, as they read them or as zeros. */
function changedSoa({ body }: RecordDocument, wanted: UpdateRecord): RecordBody {
  requireSameType('SOA', wanted)
  const { name, data, ttl } = wanted
  if ((name ?? body.name) !== body.name || (data ?? body.data) !== body.data)
    throw invalid('Of an SOA record only ttl can be changed.')
  return { ...body, ttl: checkTtl(ttl ?? body.ttl) }
}

function requireSameType(type: string, wanted: UpdateRecord): void {
  if (wanted.type !== undefined && wanted.type !== type)
    throw invalid(`type: the record's is ${type} and cannot be changed, got ${wanted.type}.`)
}

export async function deleteRecord(ctx: Ctx, { domain_name, domain_record_id }: ByRecord): Promise<void> {
  await atomically(ctx, ctx.deps.main, async (tx) => {
    const zone = await holdZone(ctx, tx, domain_name)
    const document = await findRecord(ctx, tx, zone.id, domain_record_id)
    ctx.audit.resource = urnOf(document)
    if (document.type === 'SOA') throw invalid('The SOA record of a domain cannot be deleted.')
    await zone.remove([document.id])
  })
}

async function findRecord(ctx: Ctx, db: Db, domain: string, record: number): Promise<RecordDocument> {
  const { account } = ctx.principal
  const id = String(record)
  const [document, [of]] = await Promise.all([
    domainRecords.find(db, account, id),
    targetsOf(db, account, { kind: domainRecords.kind, id }, 'domain'),
  ])
  if (!document || of !== domain) throw notFound()
  return document
}

/** The other records of the same name. */
async function othersAt(
  ctx: Ctx,
  tx: Db,
  domain: string,
  { id, name }: { id?: string; name: string },
): Promise<RecordDocument[]> {
  const filter = { name: name.toLowerCase(), linked_to: domainRef(domain) }
  const records = await domainRecords.all(tx, ctx.principal.account, filter)
  return records.filter((other) => other.id !== id)
}

function requireFree(type: string | null, others: RecordDocument[]): void {
  if (others.some((other) => type === 'CNAME' || other.type === 'CNAME'))
    throw invalid('CNAME records cannot share a name with other records')
}

/** All records of one name and type have one ttl (RFC 2181, section 5.2), the one that was set last: those that had another. */
function withTtlOf({ type, body: { ttl } }: RecordDocument, others: RecordDocument[]): RecordDocument[] {
  return others
    .filter((other) => other.type === type && other.body.ttl !== ttl)
    .map((other) => ({ ...other, body: { ...other.body, ttl } }))
}

function checkTtl(ttl: number): number {
  if (ttl >= LEAST_TTL && ttl <= MOST_TTL) return ttl
  throw invalid(`record ttl must be from ${LEAST_TTL} to ${MOST_TTL} seconds, got ${ttl}.`)
}

function shownRecord({ id, type, body }: RecordDocument): ShownRecord {
  return { id: Number(id), type: type ?? '', ...body }
}

const urnOf = ({ id }: RecordDocument) => `do:domain_record:${id}`
