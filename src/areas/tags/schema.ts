import { type Static, Type } from 'typebox'
import { TagName } from '../../cloud/tags.ts'
import { ListOf, Text } from '../../cloud/wire.ts'

// Requests.
export const CreateTag = Type.Object({ name: TagName })
export const ByTag = Type.Object({ tag_id: TagName })
const Resource = Type.Object({
  resource_id: Type.String({ ...Text(255), minLength: 1 }),
  resource_type: Type.String(),
})
export const Resources = Type.Object({ resources: Type.Array(Resource, { maxItems: 1000 }) })
export type Resources = Static<typeof Resources>

// Answers.
const Count = Type.Object({ count: Type.Integer(), last_tagged_uri: Type.Optional(Type.String()) })
export type Count = Static<typeof Count>
const Counts = Type.Object({
  ...Count.properties,
  droplets: Count,
  images: Count,
  volumes: Count,
  volume_snapshots: Count,
  databases: Count,
})
export type Counts = Static<typeof Counts>
const Tag = Type.Object({ name: Type.String(), resources: Counts })
export type Tag = Static<typeof Tag>
export const TagAnswer = Type.Object({ tag: Tag })
export type TagAnswer = Static<typeof TagAnswer>
export const TagList = ListOf('tags', Tag)
export type TagList = Static<typeof TagList>
