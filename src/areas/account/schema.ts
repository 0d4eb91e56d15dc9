import { type Static, Type } from 'typebox'

const Limit = Type.Optional(Type.Integer())

export const Account = Type.Object({
  account: Type.Object({
    droplet_limit: Limit,
    floating_ip_limit: Limit,
    reserved_ip_limit: Limit,
    volume_limit: Limit,
    email: Type.String(),
    name: Type.String(),
    uuid: Type.String(),
    email_verified: Type.Boolean(),
    status: Type.String(),
    status_message: Type.String(),
    team: Type.Object({ uuid: Type.String(), name: Type.String() }),
  }),
})
export type Account = Static<typeof Account>
