// Volumes and their snapshots, as their own area and those of what they are attached to or shown with use them.
import { type Static, Type } from 'typebox'
import type { Db } from '../store/database.ts'
import { type Document, Documents } from '../store/documents/documents.ts'
import { findRegion } from './catalogue/catalogue.ts'
import { Region } from './catalogue/schema.ts'
import { linkedWithTags } from './tags.ts'
import { oneOf, Slugs, Time } from './wire.ts'

export const Volume = Type.Object({
  id: Type.String(),
  name: Type.String(),
  description: Type.String(),
  size_gigabytes: Type.Integer(),
  created_at: Time,
  region: Region,
  droplet_ids: Type.Array(Type.Integer()),
  filesystem_type: Type.String(),
  filesystem_label: Type.String(),
  tags: Slugs,
})
export type Volume = Static<typeof Volume>

/** A volume refers to the Droplet that it is attached to; tags, its project and its snapshots refer to it. */
export interface VolumeBody {
  description: string
  size_gigabytes: number
  /** `ext4`, `xfs`, or empty for one that is not formatted. */
  filesystem_type: string
  filesystem_label: string
}

/** Ids are UUIDs; a name is taken once in each region. */
export const volumes = new Documents<VolumeBody>('volume')

/** As many volumes as a Droplet can have. */
export const MAX_ATTACHED = 15

/** Of a Droplet or of a volume. */
export const Snapshot = Type.Object({
  id: Type.String(),
  name: Type.String(),
  created_at: Time,
  regions: Slugs,
  min_disk_size: Type.Integer(),
  size_gigabytes: Type.Number(),
  resource_id: Type.String(),
  resource_type: oneOf('droplet', 'volume'),
  tags: Slugs,
})
export type Snapshot = Static<typeof Snapshot>

export interface VolumeSnapshotBody extends Pick<VolumeBody, 'filesystem_type' | 'filesystem_label'> {
  /** What of the volume was in use. */
  size_gigabytes: number
  /** The size of the volume. */
  min_disk_size: number
  /** The volume it was made of, which may be gone. While that is there, the snapshot refers to it. */
  source_volume: string
}

/** Ids are UUIDs; `region` is where it is, and its volume was. */
export const volumeSnapshots = new Documents<VolumeSnapshotBody>('volume_snapshot')

/** With everything that is linked with them, in three queries however many they are. */
export async function shownVolumes(
  db: Db,
  account: string,
  documents: ReadonlyArray<Document<VolumeBody>>,
): Promise<Volume[]> {
  if (documents.length === 0) return []
  const linked = await linkedWithTags(db, account, 'volume', idsOf(documents))
  return documents.map(({ id, name, region, created_at, body }) => ({
    ...body,
    id,
    name,
    created_at,
    region: findRegion(region as string) as Region,
    droplet_ids: linked.targets(id, 'droplet').map(Number),
    tags: linked.tags(id),
  }))
}

/** With their tags. */
export async function shownVolumeSnapshots(
  db: Db,
  account: string,
  documents: ReadonlyArray<Document<VolumeSnapshotBody>>,
): Promise<Snapshot[]> {
  if (documents.length === 0) return []
  const { tags } = await linkedWithTags(db, account, 'volume_snapshot', idsOf(documents))
  return documents.map(({ id, name, region, created_at, body }) => ({
    id,
    name,
    created_at,
    regions: [region as string],
    min_disk_size: body.min_disk_size,
    size_gigabytes: body.size_gigabytes,
    resource_id: body.source_volume,
    resource_type: 'volume',
    tags: tags(id),
  }))
}

const idsOf = (documents: ReadonlyArray<Document<object>>) => documents.map(({ id }) => id)
