import { type Static, Type } from 'typebox'
import { Snapshot } from '../../cloud/volumes.ts'
import { ListOf, oneOf } from '../../cloud/wire.ts'
import { Paging } from '../../kernel/paging.ts'

export const ById = Type.Object({
  snapshot_id: Type.String({
    pattern: '^([0-9]{1,15}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$',
    description: "the number of a Droplet's snapshot or the UUID of a volume's",
  }),
})
export const ListQuery = Type.Object({
  ...Paging.properties,
  resource_type: Type.Optional(oneOf('droplet', 'volume')),
})
export const SnapshotAnswer = Type.Object({ snapshot: Snapshot })
export const SnapshotList = ListOf('snapshots', Snapshot)

export type ListQuery = Static<typeof ListQuery>
export type SnapshotAnswer = Static<typeof SnapshotAnswer>
export type SnapshotList = Static<typeof SnapshotList>
