import { type Static, Type } from 'typebox'
import { ListOf, oneOf, optionalOrNull, Text, Time } from '../../cloud/wire.ts'
import { Paging } from '../../kernel/paging.ts'

const Permission = oneOf('read', 'readwrite', 'fullaccess', '')

// Requests.
const Name = Type.String({ ...Text(255), minLength: 1 })
const Bucket = Type.String({
  pattern: '^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])?$',
  description: 'the name of a bucket: 3 to 63 lower-case letters, digits, dots or hyphens; or empty',
})
const WantedGrants = Type.Array(Type.Object({ bucket: Bucket, permission: Permission }), { maxItems: 100 })
export const CreateKey = Type.Object({ name: Name, grants: optionalOrNull(WantedGrants) })
export type CreateKey = Static<typeof CreateKey>
export const UpdateKey = Type.Object({ name: Name, grants: optionalOrNull(WantedGrants) })
export const PatchKey = Type.Object({ name: optionalOrNull(Name), grants: optionalOrNull(WantedGrants) })
export type PatchKey = Static<typeof PatchKey>
export const ByAccessKey = Type.Object({ access_key: Text(255) })
export const ListQuery = Type.Object({
  ...Paging.properties,
  sort: Type.Unsafe<'name' | 'created_at'>({ ...oneOf('name', 'created_at'), default: 'created_at' }),
  sort_direction: Type.Unsafe<'asc' | 'desc'>({ ...oneOf('asc', 'desc'), default: 'desc' }),
  name: Type.Optional(Text(255)),
  bucket: Type.Optional(Text(255)),
  permission: Type.Optional(Permission),
})
export type ListQuery = Static<typeof ListQuery>

// Answers.
const Grant = Type.Object({ bucket: Type.String(), permission: Permission })
export type Grant = Static<typeof Grant>
const Key = Type.Object({
  name: Type.String(),
  grants: Type.Array(Grant),
  access_key: Type.String(),
  created_at: Time,
})
export type Key = Static<typeof Key>
const NewKey = Type.Object({ ...Key.properties, secret_key: Type.String({ format: 'password' }) })
export const NewKeyAnswer = Type.Object({ key: NewKey })
export type NewKeyAnswer = Static<typeof NewKeyAnswer>
export const KeyAnswer = Type.Object({ key: Key })
export type KeyAnswer = Static<typeof KeyAnswer>
/** The public document has a list here, and clients read `key`. */
export const ReadKeyAnswer = Type.Object({ key: Key, keys: Type.Array(Key) })
export type ReadKeyAnswer = Static<typeof ReadKeyAnswer>
export const KeyList = ListOf('keys', Key)
export type KeyList = Static<typeof KeyList>
