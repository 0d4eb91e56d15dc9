// Makes Droplets: one or several alike, all or none. Each starts as `new`; a durable action makes it `active`.
import { nextBackupWindow } from '../../../cloud/backup_policy.ts'
import {
  type BackupPolicy,
  type DropletBody,
  droplets,
  type Droplet as ShownDroplet,
  shownDroplets,
} from '../../../cloud/droplets.ts'
import { rangeOf, type VpcBody, vpcFor, vpcs } from '../../../cloud/networks/vpcs.ts'
import { putInProject } from '../../../cloud/projects.ts'
import { setTags } from '../../../cloud/tags.ts'
import { requireScope } from '../../../cloud/wire.ts'
import { ActionFailed, type ActionKind, type ActionRow, startAction } from '../../../engine/action.ts'
import { atomically, type Ctx } from '../../../kernel/ctx.ts'
import { invalid } from '../../../kernel/errors.ts'
import type { Db } from '../../../store/database.ts'
import type { Document, Ref } from '../../../store/documents/documents.ts'
import { link } from '../../../store/documents/links.ts'
import type { CreateDroplet, Created } from '../schema.ts'
import { findKeys, holdVolumes, requireInRegion, type Volume } from './attachments.ts'
import { type Choice, choose } from './choice.ts'
import { takeNetworks } from './networks.ts'
import { featuresOf, namesOf, wantedPolicy } from './wish.ts'

type Droplet = Document<DropletBody>

/** Everything that a request refers to, found and good. */
interface Plan extends Choice {
  body: CreateDroplet
  policy: BackupPolicy | null
  ssh_keys: string[]
  volumes: Volume[]
  vpc: Document<VpcBody>
}

/** What the public cloud takes to boot one. */
const BOOT_SECONDS = 30

export const CREATE: ActionKind = {
  resource_type: 'droplet',
  type: 'create',
  steps: [
    {
      name: 'boot',
      seconds: BOOT_SECONDS,
      async apply({ tx, action }) {
        const droplet = await droplets.findLocked(tx, action.account, action.resource_id)
        if (!droplet) throw new ActionFailed('the Droplet was destroyed before it was there')
        const body: DropletBody = { ...droplet.body, status: 'active', locked: false }
        await droplets.replace(tx, { ...droplet, body })
      },
    },
  ],
}

export async function createDroplets(ctx: Ctx, body: CreateDroplet): Promise<Created> {
  const { account } = ctx.principal
  const names = namesOf(body)
  const policy = wantedPolicy(body)
  return atomically(ctx, ctx.deps.main, async (tx) => {
    const plan = await planFor(ctx, tx, body, policy)
    const made: Droplet[] = []
    const actions: ActionRow[] = []
    for (const name of names) {
      const droplet = await makeDroplet(ctx, tx, name, plan)
      made.push(droplet)
      actions.push(await startCreation(ctx, tx, droplet))
    }
    ctx.audit.resource = made.map(({ id }) => `do:droplet:${id}`).join(' ')
    const shown = await shownDroplets(tx, account, made)
    const links = { actions: actions.map((action) => linkTo(ctx, action)) }
    return body.names == null ? { droplet: shown[0] as ShownDroplet, links } : { droplets: shown, links }
  })
}

async function planFor(ctx: Ctx, tx: Db, body: CreateDroplet, policy: BackupPolicy | null): Promise<Plan> {
  const { account } = ctx.principal
  const vpc_uuid = body.vpc_uuid || undefined
  if (vpc_uuid) requireScope(ctx, 'vpc:read')
  const given = body.region || undefined
  const volumes = await holdVolumes(ctx, tx, { wanted: body.volumes ?? [], region: given })
  // What is named lies somewhere, and decides where no region is given.
  const named = vpc_uuid && !given ? await vpcs.find(tx, account, vpc_uuid) : undefined
  const region = given ?? named?.region ?? volumes[0]?.region ?? undefined
  const choice = await choose(ctx, tx, { ...body, region })
  requireInRegion(volumes, choice.region.slug)
  const vpc = await vpcFor(ctx, tx, { region: choice.region.slug, vpc_uuid })
  const ssh_keys = await findKeys(ctx, tx, body.ssh_keys ?? [])
  return { ...choice, body, policy, ssh_keys, volumes, vpc }
}

async function makeDroplet(ctx: Ctx, tx: Db, name: string, plan: Plan): Promise<Droplet> {
  const { account } = ctx.principal
  const droplet = await insertDroplet(ctx, tx, name, plan)
  const ref: Ref = { kind: 'droplet', id: droplet.id }
  const { created_at: linked_at } = droplet
  const { vpc, body } = plan
  await link(tx, { account, from: ref, to: { kind: 'vpc', id: vpc.id } }, linked_at)
  const networks = await takeNetworks(
    tx,
    { account, ...ref },
    {
      vpc: { id: vpc.id, range: rangeOf(vpc) },
      is_public: body.public_networking !== false,
      ipv6: body.ipv6 === true,
    },
  )
  const complete = { ...droplet, body: { ...droplet.body, networks } }
  await droplets.replace(tx, complete)
  for (const { id } of plan.volumes)
    await link(tx, { account, from: { kind: 'volume', id }, to: ref }, linked_at)
  if (body.tags?.length) await setTags(ctx, tx, ref, body.tags)
  await putInProject(ctx, tx, ref)
  return complete
}

async function insertDroplet(ctx: Ctx, tx: Db, name: string, plan: Plan): Promise<Droplet> {
  const { size, image, region, policy, ssh_keys, body } = plan
  const now = ctx.deps.now()
  const { document, total } = await droplets.insert(tx, {
    account: ctx.principal.account,
    name,
    type: size.gpu_info ? 'gpus' : null,
    region: region.slug,
    created_at: now.toISOString(),
    body: {
      status: 'new',
      locked: true,
      size: size.slug,
      disk: size.disk,
      image,
      networks: { v4: [], v6: [] },
      features: featuresOf(body),
      backup_policy: policy,
      next_backup_window: policy && nextBackupWindow(policy, now),
      ssh_keys,
      user_data: body.user_data || null,
    },
  })
  if (total > ctx.deps.limits.droplet_limit)
    throw invalid('creating this/these droplet(s) will exceed your droplet limit')
  return document
}

function startCreation(ctx: Ctx, tx: Db, { id, region }: Droplet): Promise<ActionRow> {
  const { account } = ctx.principal
  return startAction(ctx.deps, tx, CREATE, { account, resource_id: id, region, input: {} })
}

function linkTo(ctx: Ctx, { id }: ActionRow) {
  return { id: Number(id), rel: 'create', href: new URL(`/v2/actions/${id}`, ctx.url()).href }
}
