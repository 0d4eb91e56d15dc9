import { type Static, Type } from 'typebox'
import { ListOf, oneOf, Text, Time } from '../../cloud/wire.ts'
import { Paging } from '../../kernel/paging.ts'

const Name = Type.String({
  pattern: '^[a-zA-Z0-9-]{1,255}$',
  description: '1 to 255 letters, digits or dashes',
})
const Id = Text(64)

export const ById = Type.Object({ vpc_peering_id: Id })
export const ByVpc = Type.Object({ vpc_id: Id })
export const ByVpcAndId = Type.Object({ vpc_id: Id, vpc_peering_id: Id })
export const ListQuery = Type.Object({ ...Paging.properties, region: Type.Optional(Id) })
export type ListQuery = Static<typeof ListQuery>

export const CreatePeering = Type.Object({
  name: Name,
  vpc_ids: Type.Array(Id, { minItems: 2, maxItems: 2 }),
})
export type CreatePeering = Static<typeof CreatePeering>
export const CreateInVpc = Type.Object({ name: Name, vpc_id: Id })
export type CreateInVpc = Static<typeof CreateInVpc>
export const RenamePeering = Type.Object({ name: Name })
export type RenamePeering = Static<typeof RenamePeering>

export const Peering = Type.Object({
  id: Type.String(),
  name: Type.String(),
  vpc_ids: Type.Array(Type.String()),
  status: oneOf('PROVISIONING', 'ACTIVE', 'DELETING'),
  created_at: Time,
})
export type Peering = Static<typeof Peering>
export const PeeringAnswer = Type.Object({ vpc_peering: Peering })
export const PeeringList = ListOf('vpc_peerings', Peering)
export type PeeringList = Static<typeof PeeringList>
/** Below a VPC the same goes by a shorter name. */
export const InVpcAnswer = Type.Object({ peering: Peering })
export const InVpcList = ListOf('peerings', Peering)
export type InVpcList = Static<typeof InVpcList>
