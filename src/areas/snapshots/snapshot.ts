// Snapshots of both kinds as one list. Those of Droplets are images, those of volumes are documents of their own; the
// first come first.
import { requireIdle } from '../../cloud/actions.ts'
import { type ImageBody, images } from '../../cloud/images.ts'
import { linkedWithTags } from '../../cloud/tags.ts'
import { type Snapshot, shownVolumeSnapshots, volumeSnapshots } from '../../cloud/volumes.ts'
import { listEnds } from '../../cloud/wire.ts'
import { atomically, type Ctx } from '../../kernel/ctx.ts'
import { notFound } from '../../kernel/errors.ts'
import type { Db } from '../../store/database.ts'
import type { Document } from '../../store/documents/documents.ts'
import type { ListQuery, SnapshotAnswer, SnapshotList } from './schema.ts'

/** One kind of snapshots: how many there are, and those from `offset` on. */
interface Source {
  count(db: Db, account: string): Promise<number>
  stretch(db: Db, account: string, place: { offset: number; limit: number }): Promise<Snapshot[]>
}

const OF_DROPLETS = { type: 'snapshot' }

const SOURCES: Record<'droplet' | 'volume', Source> = {
  droplet: {
    count: (db, account) => images.count(db, account, OF_DROPLETS),
    stretch: async (db, account, place) =>
      shownImages(db, account, await images.stretch(db, account, { ...place, ...OF_DROPLETS })),
  },
  volume: {
    count: (db, account) => volumeSnapshots.count(db, account),
    stretch: async (db, account, place) =>
      shownVolumeSnapshots(db, account, await volumeSnapshots.stretch(db, account, place)),
  },
}

export async function listSnapshots(ctx: Ctx, query: ListQuery): Promise<SnapshotList> {
  const { read } = ctx.deps.main.database
  const { account } = ctx.principal
  const sources = query.resource_type ? [SOURCES[query.resource_type]] : Object.values(SOURCES)
  const snapshots: Snapshot[] = []
  let passed = 0
  for (const source of sources) {
    const count = await source.count(read, account)
    const offset = Math.max(0, (query.page - 1) * query.per_page - passed)
    const limit = query.per_page - snapshots.length
    if (offset < count && limit > 0)
      snapshots.push(...(await source.stretch(read, account, { offset, limit })))
    passed += count
  }
  return { snapshots, ...listEnds(ctx, query, passed) }
}

export async function getSnapshot(ctx: Ctx, id: string): Promise<SnapshotAnswer> {
  const { read } = ctx.deps.main.database
  const { account } = ctx.principal
  const [snapshot] = isImage(id)
    ? await shownImages(read, account, await findImage(read, account, id))
    : await shownVolumeSnapshots(read, account, await volumeSnapshots.findMany(read, account, [id]))
  if (!snapshot) throw notFound()
  return { snapshot }
}

export async function deleteSnapshot(ctx: Ctx, id: string): Promise<void> {
  const { account } = ctx.principal
  await atomically(ctx, ctx.deps.main, async (tx) => {
    ctx.audit.resource = `do:${isImage(id) ? 'image' : 'volume_snapshot'}:${id}`
    const removed = isImage(id)
      ? await removeImage(tx, account, id)
      : await volumeSnapshots.remove(tx, account, id)
    if (!removed) throw notFound()
  })
}

async function removeImage(tx: Db, account: string, id: string): Promise<boolean> {
  const image = await images.findLocked(tx, account, id)
  if (image?.type !== OF_DROPLETS.type) return false
  await requireIdle(tx, account, { resource_type: 'image', resource_id: id }, 'Image')
  return images.remove(tx, account, id)
}

/** Images have numbers, volume snapshots UUIDs. */
const isImage = (id: string) => /^\d+$/.test(id)

/** A backup or a custom image is an image, too, but no snapshot. */
async function findImage(db: Db, account: string, id: string): Promise<Document<ImageBody>[]> {
  const image = await images.find(db, account, id)
  return image?.type === OF_DROPLETS.type ? [image] : []
}

async function shownImages(
  db: Db,
  account: string,
  documents: ReadonlyArray<Document<ImageBody>>,
): Promise<Snapshot[]> {
  if (documents.length === 0) return []
  const ids = documents.map(({ id }) => id)
  const { tags } = await linkedWithTags(db, account, 'image', ids)
  return documents.map(({ id, name, created_at, body }) => ({
    id,
    name,
    created_at,
    regions: body.regions,
    min_disk_size: body.min_disk_size,
    size_gigabytes: body.size_gigabytes,
    resource_id: body.source_droplet ?? '',
    resource_type: 'droplet',
    tags: tags(id),
  }))
}
