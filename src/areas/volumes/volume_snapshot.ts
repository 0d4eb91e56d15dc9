// Snapshots of volumes: made at once, for there is nothing to copy.
import { setTags } from '../../cloud/tags.ts'
import {
  type Snapshot,
  shownVolumeSnapshots,
  type VolumeSnapshotBody,
  volumeSnapshots,
  volumes,
} from '../../cloud/volumes.ts'
import { listEnds } from '../../cloud/wire.ts'
import { atomically, type Ctx } from '../../kernel/ctx.ts'
import { conflict, notFound } from '../../kernel/errors.ts'
import type { Paging } from '../../kernel/paging.ts'
import type { Db } from '../../store/database.ts'
import type { Document } from '../../store/documents/documents.ts'
import { link } from '../../store/documents/links.ts'
import type { CreateSnapshot, SnapshotAnswer, SnapshotList } from './schema.ts'

export async function createSnapshot(
  ctx: Ctx,
  volume_id: string,
  { name, tags }: CreateSnapshot,
): Promise<SnapshotAnswer> {
  const { account } = ctx.principal
  return atomically(ctx, ctx.deps.main, async (tx) => {
    const volume = await volumes.findLocked(tx, account, volume_id)
    if (!volume) throw notFound()
    const region = volume.region as string
    await volumeSnapshots.holdAll(tx, account)
    if (await volumeSnapshots.findNamed(tx, account, { name, region }))
      throw conflict(`name: a volume snapshot named ${JSON.stringify(name)} already exists in ${region}.`)
    const { size_gigabytes: min_disk_size, filesystem_type, filesystem_label } = volume.body
    const created_at = ctx.deps.now().toISOString()
    const { document } = await volumeSnapshots.insert(tx, {
      ...{ account, id: crypto.randomUUID(), name, region, created_at },
      // Nothing was ever written to the volume.
      body: {
        size_gigabytes: 0,
        min_disk_size,
        source_volume: volume.id,
        filesystem_type,
        filesystem_label,
      },
    })
    const from = { kind: 'volume_snapshot', id: document.id }
    await link(tx, { account, from, to: { kind: 'volume', id: volume.id } }, created_at)
    await setTags(ctx, tx, from, tags ?? [])
    ctx.audit.resource = `do:volume_snapshot:${document.id}`
    return { snapshot: await shown(ctx, tx, document) }
  })
}

const shown = async (ctx: Ctx, db: Db, snapshot: Document<VolumeSnapshotBody>) =>
  (await shownVolumeSnapshots(db, ctx.principal.account, [snapshot]))[0] as Snapshot

export async function listSnapshots(ctx: Ctx, volume_id: string, paging: Paging): Promise<SnapshotList> {
  const { read } = ctx.deps.main.database
  const { account } = ctx.principal
  if (!(await volumes.find(read, account, volume_id))) throw notFound()
  const { documents, total } = await volumeSnapshots.page(read, account, {
    ...paging,
    linked_to: { kind: 'volume', id: volume_id },
  })
  return {
    snapshots: await shownVolumeSnapshots(read, account, documents),
    ...listEnds(ctx, paging, total),
  }
}

export async function getSnapshot(ctx: Ctx, id: string): Promise<SnapshotAnswer> {
  const { read } = ctx.deps.main.database
  const snapshot = await volumeSnapshots.find(read, ctx.principal.account, id)
  if (!snapshot) throw notFound()
  return { snapshot: await shown(ctx, read, snapshot) }
}

export async function deleteSnapshot(ctx: Ctx, id: string): Promise<void> {
  await atomically(ctx, ctx.deps.main, async (tx) => {
    ctx.audit.resource = `do:volume_snapshot:${id}`
    if (!(await volumeSnapshots.remove(tx, ctx.principal.account, id))) throw notFound()
  })
}
