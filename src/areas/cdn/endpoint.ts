// CDN endpoints: each serves what is in one Space, under a name of its own and perhaps a custom one.
import { findRegion } from '../../cloud/catalogue/catalogue.ts'
import { useCertificates } from '../../cloud/certificates.ts'
import { listEnds } from '../../cloud/wire.ts'
import { atomically, type Ctx } from '../../kernel/ctx.ts'
import { conflict, invalid, notFound } from '../../kernel/errors.ts'
import type { Paging } from '../../kernel/paging.ts'
import type { Db } from '../../store/database.ts'
import { type Document, Documents } from '../../store/documents/documents.ts'
import type { CreateEndpoint, Endpoint, EndpointAnswer, EndpointList, UpdateEndpoint } from './schema.ts'

interface EndpointBody {
  ttl: number
  custom: { domain: string; certificate_id: string } | null
}

/** By origin. */
const endpoints = new Documents<EndpointBody>('cdn_endpoint')

export async function listEndpoints(ctx: Ctx, paging: Paging): Promise<EndpointList> {
  const { read } = ctx.deps.main.database
  const { documents, total } = await endpoints.page(read, ctx.principal.account, paging)
  return { endpoints: documents.map(shown), ...listEnds(ctx, paging, total) }
}

export async function getEndpoint(ctx: Ctx, id: string): Promise<EndpointAnswer> {
  const document = await endpoints.find(ctx.deps.main.database.read, ctx.principal.account, id)
  if (!document) throw notFound()
  return { endpoint: shown(document) }
}

export async function createEndpoint(ctx: Ctx, wanted: CreateEndpoint): Promise<EndpointAnswer> {
  const { account } = ctx.principal
  const region = regionOf(wanted.origin)
  const body = changed({ ttl: DEFAULT_TTL, custom: null }, wanted)
  return atomically(ctx, ctx.deps.main, async (tx) => {
    await endpoints.holdAll(tx, account)
    if (await endpoints.findNamed(tx, account, { name: wanted.origin })) throw conflict('cdn already enabled')
    const id = crypto.randomUUID()
    ctx.audit.resource = `do:cdn:${id}`
    const created_at = ctx.deps.now().toISOString()
    const made = { account, id, name: wanted.origin, region, created_at, body }
    const { document } = await endpoints.insert(tx, made)
    await useCertificateOf(ctx, tx, document)
    return { endpoint: shown(document) }
  })
}

/** What is not named stays as it is. */
export async function updateEndpoint(ctx: Ctx, id: string, wanted: UpdateEndpoint): Promise<EndpointAnswer> {
  return atomically(ctx, ctx.deps.main, async (tx) => {
    const known = await lock(ctx, tx, id)
    const document = { ...known, body: changed(known.body, wanted) }
    await endpoints.replace(tx, document)
    await useCertificateOf(ctx, tx, document)
    return { endpoint: shown(document) }
  })
}

export async function deleteEndpoint(ctx: Ctx, id: string): Promise<void> {
  await atomically(ctx, ctx.deps.main, async (tx) => {
    await lock(ctx, tx, id)
    await endpoints.remove(tx, ctx.principal.account, id)
  })
}

/** Nothing is cached here, so there is nothing to do but to say that it is gone. */
export async function purgeCache(ctx: Ctx, id: string): Promise<void> {
  await atomically(ctx, ctx.deps.main, (tx) => lock(ctx, tx, id))
}

async function lock(ctx: Ctx, tx: Db, id: string): Promise<Document<EndpointBody>> {
  const document = await endpoints.findLocked(tx, ctx.principal.account, id)
  if (!document) throw notFound()
  ctx.audit.resource = `do:cdn:${id}`
  return document
}

async function useCertificateOf(ctx: Ctx, tx: Db, { kind, id, body }: Document<EndpointBody>): Promise<void> {
  const { custom } = body
  const used = custom ? [{ field: 'certificate_id', id: custom.certificate_id }] : []
  await useCertificates(ctx, tx, { kind, id }, used)
}

const DEFAULT_TTL = 3600
const TTLS = [60, 600, DEFAULT_TTL, 86_400, 604_800]

function changed(known: EndpointBody, wanted: UpdateEndpoint): EndpointBody {
  return { ttl: ttlOf(wanted.ttl) ?? known.ttl, custom: customOf(known.custom, wanted) }
}

/** Zero is what clients send that were given none. */
function ttlOf(ttl: number | undefined): number | undefined {
  if (ttl === undefined || ttl === 0) return undefined
  if (!TTLS.includes(ttl)) throw invalid(`ttl must be one of ${TTLS.join(', ')}; got ${ttl}.`)
  return ttl
}

/** An empty domain takes the custom one off. */
function customOf(known: EndpointBody['custom'], wanted: UpdateEndpoint): EndpointBody['custom'] {
  const domain = wanted.custom_domain ?? known?.domain ?? ''
  const certificate_id = wanted.certificate_id ?? known?.certificate_id ?? ''
  if (domain === '' && !wanted.certificate_id) return null
  if (domain === '') throw invalid('custom_domain is required with certificate_id.')
  if (certificate_id === '') throw invalid(`certificate_id is required with custom_domain ${domain}.`)
  return { domain, certificate_id }
}

const SPACE = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]\.(?<region>[a-z]{3}\d)\.digitaloceanspaces\.com$/

function regionOf(origin: string): string {
  const region = SPACE.exec(origin)?.groups?.region ?? ''
  if (findRegion(region)) return region
  throw invalid(
    `invalid origin: it must be the name of a Space, such as images.nyc3.digitaloceanspaces.com, got ${JSON.stringify(origin)}.`,
  )
}

function shown({ id, name, created_at, body }: Document<EndpointBody>): Endpoint {
  return {
    id,
    origin: name,
    endpoint: name.replace(/digitaloceanspaces\.com$/, 'cdn.$&'),
    ttl: body.ttl,
    ...(body.custom && {
      custom_domain: body.custom.domain,
      certificate_id: body.custom.certificate_id,
    }),
    created_at,
  }
}
