import { type Static, Type } from 'typebox'
import { Action } from '../../cloud/actions.ts'
import { Image } from '../../cloud/catalogue/schema.ts'
import { TagName, TagNames } from '../../cloud/tags.ts'
import { IntegerId, ListOf, oneOf, orNull, Text, Uuid } from '../../cloud/wire.ts'
import { Paging } from '../../kernel/paging.ts'

export const ByIdOrSlug = Type.Object({ image_id: Text(255) })
export const ById = Type.Object({ image_id: IntegerId })
export const ByActionId = Type.Object({ image_id: IntegerId, action_id: IntegerId })

export const ListQuery = Type.Object({
  ...Paging.properties,
  type: Type.Optional(oneOf('application', 'distribution')),
  private: Type.Optional(Type.Boolean()),
  tag_name: Type.Optional(TagName),
})
export type ListQuery = Static<typeof ListQuery>

const Name = Type.String({
  pattern: '^[^\\u0000]{1,255}$',
  description: '1 to 255 characters without NUL',
})

export const CreateImage = Type.Object({
  name: Name,
  url: Text(2048),
  region: Text(255),
  distribution: Type.Optional(Text(255)),
  description: Type.Optional(Text(1024)),
  tags: Type.Optional(orNull(TagNames)),
})
export type CreateImage = Static<typeof CreateImage>

export const UpdateImage = Type.Object({
  name: Type.Optional(Name),
  distribution: Type.Optional(Text(255)),
  description: Type.Optional(Text(1024)),
})
export type UpdateImage = Static<typeof UpdateImage>

export const ImageAnswer = Type.Object({ image: Image })
export type ImageAnswer = Static<typeof ImageAnswer>
export const ImageList = ListOf('images', Image)
export type ImageList = Static<typeof ImageList>

export const ImageAction = Type.Object({
  type: oneOf('convert', 'transfer'),
  region: Type.Optional(Text(255)),
})
export type ImageAction = Static<typeof ImageAction>

// The public description shows the action bare in its schema and as `action` in its example, which is what clients read.
export const ImageActionAnswer = Type.Object({ ...Action.properties, action: Action })
export type ImageActionAnswer = Static<typeof ImageActionAnswer>

export const CreateTransfer = Type.Object({
  recipient_email: Type.Optional(Text(255)),
  recipient_uuid: Type.Optional(Uuid),
})
export type CreateTransfer = Static<typeof CreateTransfer>
export const TransferAnswer = Type.Object({ transfer_id: Type.Integer() })
// Under any status but 204, a null is sent as the text `null`.
export const NoBody = Type.Unsafe<undefined>({ type: 'null' })
export const AcceptTransfer = Type.Object({ transfer_id: IntegerId, recipient_uuid: Uuid })
export type AcceptTransfer = Static<typeof AcceptTransfer>
export const EndTransfer = Type.Object({ transfer_id: IntegerId })
