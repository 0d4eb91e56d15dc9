// Load balancers: made, read, replaced, removed.

import { requireRegion } from '../../cloud/catalogue/catalogue.ts'
import { useCertificates } from '../../cloud/certificates.ts'
import { lockDroplets } from '../../cloud/droplets.ts'
import { takeIpv6Address, takePrivateAddress, takePublicAddress } from '../../cloud/networks/addresses.ts'
import { rangeOf, type VpcBody, vpcFor, vpcs } from '../../cloud/networks/vpcs.ts'
import { putInProject } from '../../cloud/projects.ts'
import { listEnds, unknown } from '../../cloud/wire.ts'
import { type ActionKind, startAction } from '../../engine/action.ts'
import { atomically, type Ctx } from '../../kernel/ctx.ts'
import { invalid, notFound } from '../../kernel/errors.ts'
import type { Paging } from '../../kernel/paging.ts'
import type { Db } from '../../store/database.ts'
import type { Document } from '../../store/documents/documents.ts'
import { link, targetsOf } from '../../store/documents/links.ts'
import type { Balancer, BalancerAnswer, BalancerList, Place } from './answer_schema.ts'
import { setBackends } from './backends.ts'
import { type BalancerBody, balancerRef, loadBalancers, shownBalancers } from './document.ts'
import type { CreateBalancer, UpdateBalancer } from './schema.ts'
import { certificatesOf, settingsFrom } from './settings.ts'

/** From `new` to `active`. One that is removed meanwhile has nothing to be started. */
export const START: ActionKind = {
  resource_type: 'load_balancer',
  type: 'start',
  hidden: true,
  steps: [
    {
      name: 'start',
      seconds: 60,
      async apply({ tx, action }) {
        const document = await loadBalancers.findLocked(tx, action.account, action.resource_id)
        if (document)
          await loadBalancers.replace(tx, { ...document, body: { ...document.body, status: 'active' } })
      },
    },
  ],
}

export async function listBalancers(ctx: Ctx, paging: Paging): Promise<BalancerList> {
  const { read } = ctx.deps.main.database
  const { account } = ctx.principal
  const { documents, total } = await loadBalancers.page(read, account, paging)
  return { load_balancers: await shownBalancers(read, account, documents), ...listEnds(ctx, paging, total) }
}

export async function getBalancer(ctx: Ctx, id: string): Promise<BalancerAnswer> {
  const { read } = ctx.deps.main.database
  const document = await loadBalancers.find(read, ctx.principal.account, id)
  if (!document) throw notFound()
  return { load_balancer: await shownBalancer(read, document) }
}

export async function createBalancer(ctx: Ctx, wanted: CreateBalancer): Promise<BalancerAnswer> {
  const { account } = ctx.principal
  const place = placeFrom(wanted)
  const settings = settingsFrom(wanted, place.type)
  const region = place.type === 'GLOBAL' ? null : requireRegion(wanted.region ?? '').slug
  return atomically(ctx, ctx.deps.main, async (tx) => {
    const locked = await lockDroplets(tx, account, wanted.droplet_ids ?? [])
    const vpc = region === null ? undefined : await lockVpc(ctx, tx, { region, vpc_uuid: wanted.vpc_uuid })
    await requireUnique(tx, account, { name: wanted.name })
    const id = crypto.randomUUID()
    ctx.audit.resource = `do:loadbalancer:${id}`
    const created_at = ctx.deps.now().toISOString()
    const body: BalancerBody = { ...settings, ...place, status: 'new', ip: '', ipv6: '' }
    const made = { account, id, name: wanted.name, type: place.type, region, created_at, body }
    const { document } = await loadBalancers.insert(tx, made)
    if (vpc) await link(tx, { account, from: balancerRef(id), to: { kind: 'vpc', id: vpc.id } }, created_at)
    const addressed = { ...document, body: { ...body, ...(await takeAddresses(tx, document, vpc)) } }
    await startAction(ctx.deps, tx, START, { account, resource_id: id, region, input: {} })
    await putInProject(ctx, tx, balancerRef(id), wanted.project_id || undefined)
    return save(ctx, tx, addressed, { ...wanted, locked })
  })
}

type Backends = Parameters<typeof setBackends>[3]

async function save(
  ctx: Ctx,
  tx: Db,
  document: Document<BalancerBody>,
  backends: Backends,
): Promise<BalancerAnswer> {
  await loadBalancers.replace(tx, document)
  await setBackends(ctx, tx, document, backends)
  await useCertificates(ctx, tx, balancerRef(document.id), certificatesOf(document.body))
  return { load_balancer: await shownBalancer(tx, document) }
}

function placeFrom(wanted: CreateBalancer): Place {
  const { type = 'REGIONAL', network = 'EXTERNAL', network_stack = 'IPV4' } = wanted
  if (type === 'GLOBAL') requirePlaceless(wanted)
  else if (!wanted.region) throw invalid(`region is required for a ${type} load balancer.`)
  return { type, network, network_stack }
}

function requirePlaceless({ region, vpc_uuid, network }: CreateBalancer): void {
  if (region) throw invalid(`region: a GLOBAL load balancer is in none, got ${region}.`)
  if (vpc_uuid) throw invalid(`vpc_uuid: a GLOBAL load balancer is in none, got ${vpc_uuid}.`)
  if (network === 'INTERNAL') throw invalid('network: a GLOBAL load balancer is EXTERNAL, got INTERNAL.')
}

async function lockVpc(
  ctx: Ctx,
  tx: Db,
  { region, vpc_uuid }: { region: string; vpc_uuid: string | null | undefined },
): Promise<Document<VpcBody>> {
  const { id } = await vpcFor(ctx, tx, { region, vpc_uuid: vpc_uuid || undefined })
  const vpc = await vpcs.findLocked(tx, ctx.principal.account, id)
  if (!vpc) throw unknown('vpc_uuid', 'VPC', id)
  return vpc
}

async function requireUnique(
  tx: Db,
  account: string,
  { name, id }: { name: string; id?: string },
): Promise<void> {
  await loadBalancers.holdAll(tx, account)
  const other = await loadBalancers.findNamed(tx, account, { name })
  if (other && other.id !== id) throw invalid('name is not unique')
}

async function takeAddresses(
  tx: Db,
  { account, kind, id, body }: Document<BalancerBody>,
  vpc: Document<VpcBody> | undefined,
): Promise<Pick<Balancer, 'ip' | 'ipv6'>> {
  const owner = { account, kind, id }
  if (vpc && body.network === 'INTERNAL')
    return { ip: await takePrivateAddress(tx, { id: vpc.id, range: rangeOf(vpc) }, owner), ipv6: '' }
  const ip = await takePublicAddress(tx, owner)
  if (body.network_stack === 'IPV4') return { ip, ipv6: '' }
  return { ip, ipv6: (await takeIpv6Address(tx, owner)).ip_address }
}

/** What is not named is as it is by default, but for its name, its place and its project. */
export async function updateBalancer(ctx: Ctx, id: string, wanted: UpdateBalancer): Promise<BalancerAnswer> {
  const { account } = ctx.principal
  return atomically(ctx, ctx.deps.main, async (tx) => {
    const locked = await lockDroplets(tx, account, wanted.droplet_ids ?? [])
    const known = await lockBalancer(ctx, tx, id)
    await requireSamePlace(tx, known, wanted)
    const { name = known.name, project_id } = wanted
    if (name !== known.name) await requireUnique(tx, account, { name, id })
    if (project_id) await putInProject(ctx, tx, balancerRef(id), project_id)
    const { type, network, network_stack, status, ip, ipv6 } = known.body
    const body = { ...settingsFrom(wanted, type), type, network, network_stack, status, ip, ipv6 }
    return save(ctx, tx, { ...known, name, body }, { ...wanted, locked })
  })
}

async function requireSamePlace(
  tx: Db,
  known: Document<BalancerBody>,
  wanted: UpdateBalancer,
): Promise<void> {
  const { type, network, network_stack } = known.body
  const [vpc_uuid] = await targetsOf(tx, known.account, balancerRef(known.id), 'vpc')
  const is = { type, network, network_stack, region: known.region, vpc_uuid }
  for (const field of ['type', 'network', 'network_stack', 'region', 'vpc_uuid'] as const)
    if (wanted[field] && wanted[field] !== is[field])
      throw invalid(`${field} cannot be changed: it is ${is[field] ?? 'none'}, got ${wanted[field]}.`)
}

/** The caller may change it, and is the only one who does. */
export async function lockBalancer(ctx: Ctx, tx: Db, id: string): Promise<Document<BalancerBody>> {
  const document = await loadBalancers.findLocked(tx, ctx.principal.account, id)
  if (!document) throw notFound()
  ctx.audit.resource = `do:loadbalancer:${id}`
  return document
}

export async function deleteBalancer(ctx: Ctx, id: string): Promise<void> {
  await atomically(ctx, ctx.deps.main, async (tx) => {
    await lockBalancer(ctx, tx, id)
    await loadBalancers.remove(tx, ctx.principal.account, id)
  })
}

async function shownBalancer(db: Db, document: Document<BalancerBody>): Promise<Balancer> {
  const [only] = await shownBalancers(db, document.account, [document])
  return only as Balancer
}
