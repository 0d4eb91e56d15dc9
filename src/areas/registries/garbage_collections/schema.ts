import { type Static, Type } from 'typebox'
import { ListOf, oneOf, optionalOrNull, Text, Time, Uuid } from '../../../cloud/wire.ts'

const Kind = oneOf(
  'untagged manifests only',
  'unreferenced blobs only',
  'untagged manifests and unreferenced blobs',
)

// Requests.
/** Some clients send no body. */
export const RunCollection = optionalOrNull(Type.Object({ type: Type.Optional(Kind) }))
export type RunCollection = Static<typeof RunCollection>
export const UpdateCollection = Type.Object({ cancel: Type.Optional(Type.Boolean()) })
export type UpdateCollection = Static<typeof UpdateCollection>
export const ByCollection = Type.Object({ registry_name: Text(255), garbage_collection_uuid: Uuid })
export type ByCollection = Static<typeof ByCollection>

// Answers.
const Status = oneOf(
  'requested',
  'waiting for write JWTs to expire',
  'scanning manifests',
  'deleting unreferenced blobs',
  'cancelling',
  'failed',
  'succeeded',
  'cancelled',
)
export type Status = Static<typeof Status>
const Collection = Type.Object({
  uuid: Type.String(),
  registry_name: Type.String(),
  status: Status,
  type: Kind,
  created_at: Time,
  updated_at: Time,
  blobs_deleted: Type.Integer(),
  freed_bytes: Type.Integer(),
})
export type Collection = Static<typeof Collection>
export const CollectionAnswer = Type.Object({ garbage_collection: Collection })
export type CollectionAnswer = Static<typeof CollectionAnswer>
export const CollectionList = ListOf('garbage_collections', Collection)
export type CollectionList = Static<typeof CollectionList>
