// The rules of a volume: made, of nothing or of a snapshot; found; deleted while it is attached to nothing.
import { requireIdle } from '../../cloud/actions.ts'
import { findRegion } from '../../cloud/catalogue/catalogue.ts'
import { putInProject } from '../../cloud/projects.ts'
import { setTags } from '../../cloud/tags.ts'
import {
  shownVolumes,
  type Volume,
  type VolumeBody,
  type VolumeSnapshotBody,
  volumeSnapshots,
  volumes,
} from '../../cloud/volumes.ts'
import { listEnds } from '../../cloud/wire.ts'
import { atomically, type Ctx } from '../../kernel/ctx.ts'
import { badRequest, conflict, notFound, refused } from '../../kernel/errors.ts'
import type { Db } from '../../store/database.ts'
import type { Document } from '../../store/documents/documents.ts'
import { targetsOf } from '../../store/documents/links.ts'
import type { ByName, CreateVolume, ListQuery, VolumeAnswer, VolumeList } from './schema.ts'

export async function listVolumes(ctx: Ctx, query: ListQuery): Promise<VolumeList> {
  const { read } = ctx.deps.main.database
  const { account } = ctx.principal
  const { documents, total } = await volumes.page(read, account, query)
  return { volumes: await shownVolumes(read, account, documents), ...listEnds(ctx, query, total) }
}

export async function getVolume(ctx: Ctx, id: string): Promise<VolumeAnswer> {
  const { read } = ctx.deps.main.database
  const volume = await volumes.find(read, ctx.principal.account, id)
  if (!volume) throw notFound()
  return { volume: await shown(ctx, read, volume) }
}

const shown = async (ctx: Ctx, db: Db, volume: Document<VolumeBody>) =>
  (await shownVolumes(db, ctx.principal.account, [volume]))[0] as Volume

export async function createVolume(ctx: Ctx, wanted: CreateVolume): Promise<VolumeAnswer> {
  return atomically(ctx, ctx.deps.main, async (tx) => {
    const source = await sourceOf(ctx, tx, wanted)
    const region = regionOf(wanted, source)
    const body = bodyOf(wanted, source)
    const volume = await insertVolume(ctx, tx, { name: wanted.name, region, body })
    const ref = { kind: 'volume', id: volume.id }
    await setTags(ctx, tx, ref, wanted.tags ?? [])
    await putInProject(ctx, tx, ref)
    ctx.audit.resource = `do:volume:${volume.id}`
    return { volume: await shown(ctx, tx, volume) }
  })
}

type Source = Document<VolumeSnapshotBody> | undefined

async function sourceOf(ctx: Ctx, tx: Db, { snapshot_id }: CreateVolume): Promise<Source> {
  if (!snapshot_id) return undefined
  const snapshot = await volumeSnapshots.find(tx, ctx.principal.account, snapshot_id)
  if (!snapshot) throw notFound(`snapshot_id: there is no volume snapshot ${JSON.stringify(snapshot_id)}.`)
  return snapshot
}

function regionOf({ region: wanted }: CreateVolume, source: Source): string {
  const slug = wanted || source?.region
  if (!slug) throw badRequest('region is required.')
  if (source && source.region !== slug)
    throw badRequest(`region must be that of the snapshot, ${source.region}, got ${JSON.stringify(slug)}.`)
  const region = findRegion(slug)
  if (!region) throw badRequest(`region: there is no region ${JSON.stringify(slug)}.`)
  if (!region.available || !region.features.includes('storage'))
    throw badRequest(`region: no volumes can be made in ${slug}.`)
  return slug
}

function bodyOf(wanted: CreateVolume, source: Source): VolumeBody {
  const filesystem_type = wanted.filesystem_type || source?.body.filesystem_type || ''
  const filesystem_label = wanted.filesystem_label || source?.body.filesystem_label || ''
  requireLabelFits(filesystem_type, filesystem_label)
  return {
    description: wanted.description ?? '',
    size_gigabytes: sizeOf(wanted, source),
    filesystem_type,
    filesystem_label,
  }
}

const LABEL_MAX: Record<string, number> = { ext4: 16, xfs: 12 }

function requireLabelFits(type: string, label: string): void {
  const most = LABEL_MAX[type]
  if (most === undefined && label !== '')
    throw badRequest('filesystem_label: it needs a filesystem_type as well.')
  if (most !== undefined && label.length > most)
    throw badRequest(
      `filesystem_label must have at most ${most} characters for ${type}, got ${label.length}.`,
    )
}

function sizeOf({ size_gigabytes: wanted }: CreateVolume, source: Source): number {
  const least = source?.body.min_disk_size ?? 1
  const size = wanted || source?.body.min_disk_size
  if (size === undefined)
    throw badRequest(
      wanted === undefined
        ? 'size_gigabytes is required.'
        : 'size_gigabytes must be an integer from 1 to 16384, got "0".',
    )
  if (size < least)
    throw badRequest(`size_gigabytes must be at least the snapshot's ${least}, got "${size}".`)
  return size
}

async function insertVolume(
  ctx: Ctx,
  tx: Db,
  wanted: { name: string; region: string; body: VolumeBody },
): Promise<Document<VolumeBody>> {
  const { account } = ctx.principal
  await volumes.holdAll(tx, account)
  if (await volumes.findNamed(tx, account, wanted))
    throw conflict(`name: a volume named ${wanted.name} already exists in ${wanted.region}.`)
  const created_at = ctx.deps.now().toISOString()
  const { document, total } = await volumes.insert(tx, {
    ...wanted,
    account,
    id: crypto.randomUUID(),
    created_at,
  })
  if (total > ctx.deps.limits.volume_limit)
    throw refused('failed to create volume: volume/snapshot capacity limit exceeded')
  return document
}

export async function deleteVolume(ctx: Ctx, id: string): Promise<void> {
  await atomically(ctx, ctx.deps.main, (tx) => removeVolume(ctx, tx, id))
}

export async function deleteNamedVolume(ctx: Ctx, named: ByName): Promise<void> {
  await atomically(ctx, ctx.deps.main, async (tx) => {
    const volume = await volumes.findNamed(tx, ctx.principal.account, named)
    if (!volume) throw notFound()
    await removeVolume(ctx, tx, volume.id)
  })
}

/** Its snapshots stay. */
async function removeVolume(ctx: Ctx, tx: Db, id: string): Promise<void> {
  const { account } = ctx.principal
  ctx.audit.resource = `do:volume:${id}`
  if (!(await volumes.findLocked(tx, account, id))) throw notFound()
  if ((await targetsOf(tx, account, { kind: 'volume', id }, 'droplet')).length > 0)
    throw conflict(
      "A volume that's attached to a Droplet cannot be deleted. Please detach it first before deleting.",
    )
  await requireIdle(tx, account, { resource_type: 'volume', resource_id: id }, 'Volume')
  await volumes.remove(tx, account, id)
}
