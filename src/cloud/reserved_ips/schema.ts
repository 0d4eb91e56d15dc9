import { type Static, Type } from 'typebox'
import { Action } from '../actions.ts'
import { Region } from '../catalogue/schema.ts'
import { Droplet } from '../droplets.ts'
import { IntegerId, oneOf, orNull, Text } from '../wire.ts'

export const CreateReservedIp = Type.Object({
  droplet_id: Type.Optional(IntegerId),
  region: Type.Optional(Type.String()),
  /** Some clients always send it, empty. */
  project_id: Type.Optional(Text(64)),
})
export type CreateReservedIp = Static<typeof CreateReservedIp>

export const ReservedIpOrder = Type.Object({
  type: oneOf('assign', 'unassign'),
  droplet_id: Type.Optional(IntegerId),
})
export type ReservedIpOrder = Static<typeof ReservedIpOrder>

export const Address = Text(64)

export const ReservedIp = Type.Object({
  ip: Type.String(),
  region: Region,
  droplet: orNull(Droplet),
  locked: Type.Boolean(),
  project_id: Type.String(),
})
export type ReservedIp = Static<typeof ReservedIp>

const CreateLink = Type.Object({ id: Type.Integer(), rel: Type.String(), href: Type.String() })
export const CreateLinks = Type.Object({
  droplets: Type.Optional(Type.Array(CreateLink)),
  actions: Type.Optional(Type.Array(CreateLink)),
})
export type CreateLinks = Static<typeof CreateLinks>

export const ReservedIpAction = Type.Object({ ...Action.properties, project_id: Type.String() })
export type ReservedIpAction = Static<typeof ReservedIpAction>
export const ReservedIpActionAnswer = Type.Object({ action: ReservedIpAction })
