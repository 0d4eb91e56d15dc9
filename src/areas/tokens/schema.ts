import { type Static, Type } from 'typebox'
import { ListOf, orNull, Time } from '../../cloud/wire.ts'

export const RevokeToken = Type.Object({ token: Type.String({ maxLength: 255, format: 'password' }) })
export const Done = Type.Object({})

export const TokenInfo = Type.Object({
  resource_owner_id: Type.Integer(),
  scopes: Type.Array(Type.String()),
  expires_in_seconds: Type.Union([Type.Integer(), Type.Null()]),
  application: Type.Object({ uid: Type.String() }),
  created_at: Type.Integer(),
})
export type TokenInfo = Static<typeof TokenInfo>

const Token = Type.Object({
  id: Type.String(),
  name: Type.String(),
  scopes: Type.Array(Type.String()),
  created_at: Time,
  expires_at: orNull(Time),
  last_used_at: orNull(Time),
})
export const TokenList = ListOf('tokens', Token)
export type TokenList = Static<typeof TokenList>
