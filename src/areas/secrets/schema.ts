import { type Static, Type } from 'typebox'
import { Links, Paging } from '../../kernel/paging.ts'

// What may never be quoted back in an error is marked as a password.
const secret_text = { type: 'string', format: 'password' }

/** One to a hundred keys with text values. */
const Values = Type.Unsafe<Record<string, string>>({
  type: 'object',
  format: 'password',
  minProperties: 1,
  maxProperties: 100,
  propertyNames: {
    minLength: 1,
    maxLength: 255,
    pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f]*$',
    description: 'text without control characters',
  },
  additionalProperties: secret_text,
})

const Name = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,254}$',
  description: '1 to 255 letters, digits, dots, hyphens or underscores, the first a letter or digit',
})
// The database is never asked for what no name can begin with; PostgreSQL would refuse some of it.
const NameStart = Type.String({
  maxLength: 255,
  pattern: '^([A-Za-z0-9][A-Za-z0-9._-]*)?$',
  description:
    'the start of a name: letters, digits, dots, hyphens or underscores, the first a letter or digit',
})
const Region = Type.String({ description: 'The slug of a configured region' })
// The version after the highest that a caller can name still fits the column.
const Version = Type.Integer({ minimum: 1, maximum: 2_147_483_646 })
const Flag = Type.Boolean()
const Time = Type.String({ format: 'date-time' })

export const ByName = Type.Object({ secret: Name })
export const InRegion = Type.Object({ region: Type.Optional(Region) })
export const ReadQuery = Type.Object({
  region: Type.Optional(Region),
  version: Type.Optional(Version),
  keys_only: Type.Optional(Flag),
})
export const ListQuery = Type.Object({
  ...Paging.properties,
  name: Type.Optional(NameStart),
  region: Type.Optional(Region),
  deleted: Type.Optional(Flag),
})
export const CreateSecret = Type.Object({ name: Name, region: Region, values: Values })
export const UpdateSecret = Type.Object({ region: Region, version: Version, values: Values })

export const SecretRef = Type.Object({ name: Type.String(), region: Type.String(), version: Version })
const listed = {
  secret: Type.String(),
  region: Type.String(),
  version: Version,
  created_at: Time,
  updated_at: Time,
  /** Only while deletion is requested. */
  delete_requested_at: Type.Optional(Time),
}
export const ListedSecret = Type.Object(listed)
/** No `values` while deletion is requested; `keys` in their place where only those were asked for. */
export const Secret = Type.Object({
  ...listed,
  values: Type.Optional(
    Type.Unsafe<Record<string, string>>({ type: 'object', additionalProperties: { type: 'string' } }),
  ),
  keys: Type.Optional(Type.Array(Type.String())),
})
export const SecretList = Type.Object({
  secrets: Type.Array(ListedSecret),
  meta: Type.Object({ page: Type.Integer(), pages: Type.Integer(), total: Type.Integer() }),
  links: Links,
  unavailable_regions: Type.Array(Type.String()),
})
export const VersionList = Type.Object({
  versions: Type.Array(Type.Object({ version: Version, created_at: Time, updated_at: Time })),
})
export const Nothing = Type.Null()

export type ListQuery = Static<typeof ListQuery>
export type ReadQuery = Static<typeof ReadQuery>
export type CreateSecret = Static<typeof CreateSecret>
export type UpdateSecret = Static<typeof UpdateSecret>
export type SecretRef = Static<typeof SecretRef>
export type ListedSecret = Static<typeof ListedSecret>
export type Secret = Static<typeof Secret>
export type SecretList = Static<typeof SecretList>
export type VersionList = Static<typeof VersionList>
