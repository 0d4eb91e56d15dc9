import { type Static, Type } from 'typebox'
import { TagNames } from '../../cloud/tags.ts'
import { Snapshot, Volume } from '../../cloud/volumes.ts'
import { IntegerId, ListOf, oneOf, orNull, Text, Uuid } from '../../cloud/wire.ts'
import { Paging } from '../../kernel/paging.ts'

const Name = Type.String({
  pattern: '^[a-z][a-z0-9-]{0,63}$',
  description: '1 to 64 lower-case letters, digits or hyphens, the first a letter',
})
const Slug = Text(64)
// The Go client writes what it does not know as null, 0 or an empty text.
const Tags = Type.Optional(orNull(TagNames))
const Size = (minimum: number) => Type.Integer({ minimum, maximum: 16_384 })

export const ById = Type.Object({ volume_id: Uuid })
export const ByActionId = Type.Object({ volume_id: Uuid, action_id: IntegerId })
export const BySnapshotId = Type.Object({ snapshot_id: Text(64) })
export const ByName = Type.Object({ name: Text(255), region: Slug })
export const ListQuery = Type.Object({
  ...Paging.properties,
  name: Type.Optional(Text(255)),
  region: Type.Optional(Slug),
})
export const CreateVolume = Type.Object({
  name: Name,
  region: Type.Optional(Slug),
  size_gigabytes: Type.Optional(Size(0)),
  snapshot_id: Type.Optional(Text(64)),
  description: Type.Optional(Text(1024)),
  filesystem_type: Type.Optional(oneOf('ext4', 'xfs', '')),
  filesystem_label: Type.Optional(Text(64)),
  tags: Tags,
})
const order = {
  type: oneOf('attach', 'detach', 'resize'),
  region: Type.Optional(Slug),
  droplet_id: Type.Optional(IntegerId),
  size_gigabytes: Type.Optional(Size(1)),
  tags: Tags,
}
export const ActOnVolume = Type.Object(order)
export const ActOnNamedVolume = Type.Object({ ...order, volume_name: Text(255), region: Slug })
export const CreateSnapshot = Type.Object({
  name: Type.String({ ...Text(255), minLength: 1 }),
  tags: Tags,
})

export const VolumeAnswer = Type.Object({ volume: Volume })
export const VolumeList = ListOf('volumes', Volume)
export const SnapshotAnswer = Type.Object({ snapshot: Snapshot })
export const SnapshotList = ListOf('snapshots', Snapshot)

export type ListQuery = Static<typeof ListQuery>
export type ByName = Static<typeof ByName>
export type CreateVolume = Static<typeof CreateVolume>
export type ActOnVolume = Static<typeof ActOnVolume>
export type ActOnNamedVolume = Static<typeof ActOnNamedVolume>
export type CreateSnapshot = Static<typeof CreateSnapshot>
export type VolumeAnswer = Static<typeof VolumeAnswer>
export type VolumeList = Static<typeof VolumeList>
export type SnapshotAnswer = Static<typeof SnapshotAnswer>
export type SnapshotList = Static<typeof SnapshotList>
