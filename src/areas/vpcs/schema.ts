import { type Static, Type } from 'typebox'
import { ListOf, Text, Time } from '../../cloud/wire.ts'
import { Paging } from '../../kernel/paging.ts'

const Name = Type.String({
  pattern: '^[a-zA-Z0-9.-]{1,255}$',
  description: '1 to 255 letters, digits, dashes or periods',
})
const Description = Text(255)

export const ByVpc = Type.Object({ vpc_id: Text(64) })

export const CreateVpc = Type.Object({
  name: Name,
  region: Text(64),
  description: Type.Optional(Description),
  ip_range: Type.Optional(Text(64)),
})
export type CreateVpc = Static<typeof CreateVpc>

export const ChangeVpc = Type.Object({
  name: Type.Optional(Name),
  description: Type.Optional(Description),
  default: Type.Optional(Type.Boolean()),
})
export type ChangeVpc = Static<typeof ChangeVpc>

export const MembersQuery = Type.Object({
  ...Paging.properties,
  resource_type: Type.Optional(Text(64)),
})
export type MembersQuery = Static<typeof MembersQuery>

export const Vpc = Type.Object({
  id: Type.String(),
  urn: Type.String(),
  name: Type.String(),
  description: Type.String(),
  region: Type.String(),
  ip_range: Type.String(),
  default: Type.Boolean(),
  created_at: Time,
})
export type Vpc = Static<typeof Vpc>
export const VpcAnswer = Type.Object({ vpc: Vpc })
export type VpcAnswer = Static<typeof VpcAnswer>
export const VpcList = ListOf('vpcs', Vpc)
export type VpcList = Static<typeof VpcList>

const Member = Type.Object({ urn: Type.String(), name: Type.String(), created_at: Time })
export const MemberList = ListOf('members', Member)
export type MemberList = Static<typeof MemberList>
