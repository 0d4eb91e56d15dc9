// What a load balancer sends its traffic to: Droplets, all Droplets of a tag, or, if it is a global one, other load balancers.
import { type DropletBody, droplets } from '../../cloud/droplets.ts'
import { tagRef, tags } from '../../cloud/tags.ts'
import { unknown } from '../../cloud/wire.ts'
import type { Ctx } from '../../kernel/ctx.ts'
import { invalid } from '../../kernel/errors.ts'
import type { Db } from '../../store/database.ts'
import type { Document, Ref } from '../../store/documents/documents.ts'
import { linkedWith } from '../../store/documents/linked.ts'
import { link, targetsOf, unlink, unlinkAll } from '../../store/documents/links.ts'
import { type BalancerBody, balancerRef, loadBalancers } from './document.ts'
import type { UpdateBalancer } from './schema.ts'

/** By id: those Droplets of a request that exist, locked. */
export type Locked = ReadonlyMap<number, Document<DropletBody>>
export type Wanted = Pick<UpdateBalancer, 'droplet_ids' | 'tag' | 'target_load_balancer_ids'>

/** In place of all that there were. */
export async function setBackends(
  ctx: Ctx,
  tx: Db,
  balancer: Document<BalancerBody>,
  { droplet_ids = [], tag, target_load_balancer_ids = [], locked }: Wanted & { locked: Locked },
): Promise<void> {
  if (droplet_ids.length > 0 && tag)
    throw invalid(`droplet_ids and tag exclude each other, got ${droplet_ids.length} Droplets and ${tag}.`)
  for (const kind of [droplets.kind, tags.kind, loadBalancers.kind])
    await unlinkAll(tx, balancer.account, balancerRef(balancer.id), kind)
  if (tag) await followTag(ctx, tx, balancer, tag)
  await addDroplets(ctx, tx, balancer, { droplet_ids, locked })
  await addTargets(ctx, tx, balancer, target_load_balancer_ids)
}

async function followTag(ctx: Ctx, tx: Db, balancer: Document<BalancerBody>, name: string): Promise<void> {
  const to = tagRef(name)
  if (!(await tags.findLocked(tx, balancer.account, to.id))) throw unknown('tag', 'tag', name)
  await refer(ctx, tx, balancer, to)
}

export async function addDroplets(
  ctx: Ctx,
  tx: Db,
  balancer: Document<BalancerBody>,
  { droplet_ids, locked }: { droplet_ids: readonly number[]; locked: Locked },
): Promise<void> {
  await requireWithin(tx, balancer, { droplet_ids, locked })
  for (const id of droplet_ids) await refer(ctx, tx, balancer, { kind: droplets.kind, id: String(id) })
}

/** A global load balancer has Droplets anywhere; another one those of its own VPC. */
async function requireWithin(
  tx: Db,
  { account, id, body, region }: Document<BalancerBody>,
  { droplet_ids, locked }: { droplet_ids: readonly number[]; locked: Locked },
): Promise<void> {
  const lies = await linkedWith(tx, account, droplets.kind, droplet_ids.map(String))
  const [vpc] = await targetsOf(tx, account, balancerRef(id), 'vpc')
  for (const droplet_id of droplet_ids) {
    const droplet = locked.get(droplet_id)
    if (!droplet) throw unknown('droplet_ids', 'Droplet', droplet_id)
    if (body.type === 'GLOBAL') continue
    if (droplet.region !== region)
      throw invalid(`droplet_ids: the Droplet ${droplet_id} is in ${droplet.region}, not in ${region}.`)
    const [its_vpc] = lies.targets(droplet.id, 'vpc')
    if (its_vpc !== vpc)
      throw invalid(`droplet_ids: the Droplet ${droplet_id} is in the VPC ${its_vpc}, not in ${vpc}.`)
  }
}

export async function removeDroplets(
  tx: Db,
  { account, id }: Document<BalancerBody>,
  droplet_ids: readonly number[],
): Promise<void> {
  const from = balancerRef(id)
  for (const droplet_id of droplet_ids) {
    const to = { kind: droplets.kind, id: String(droplet_id) }
    if (!(await unlink(tx, { account, from, to })))
      throw invalid(`droplet_ids: the Droplet ${droplet_id} is not behind this load balancer.`)
  }
}

/** Those of a tag come and go with it. */
export async function requireNoTag(tx: Db, { account, id }: Document<BalancerBody>): Promise<void> {
  const [tag] = await targetsOf(tx, account, balancerRef(id), tags.kind)
  if (tag !== undefined)
    throw invalid(
      `Individual Droplets can not be added to or removed from a load balancer configured with a Droplet tag, which is ${tag}.`,
    )
}

async function addTargets(
  ctx: Ctx,
  tx: Db,
  balancer: Document<BalancerBody>,
  ids: readonly string[],
): Promise<void> {
  for (const id of ids.toSorted()) {
    const target = await loadBalancers.findLocked(tx, balancer.account, id)
    if (!target || target.body.type === 'GLOBAL')
      throw unknown('target_load_balancer_ids', 'regional load balancer', id)
    await refer(ctx, tx, balancer, balancerRef(id))
  }
}

async function refer(ctx: Ctx, tx: Db, { account, id }: Document<BalancerBody>, to: Ref): Promise<void> {
  await link(tx, { account, from: balancerRef(id), to }, ctx.deps.now().toISOString())
}
