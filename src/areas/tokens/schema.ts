import { type Static, Type } from 'typebox'

export const TokenInfo = Type.Object({
  resource_owner_id: Type.Integer(),
  scopes: Type.Array(Type.String()),
  expires_in_seconds: Type.Union([Type.Integer(), Type.Null()]),
  application: Type.Object({ uid: Type.String() }),
  created_at: Type.Integer(),
})
export type TokenInfo = Static<typeof TokenInfo>
