import { type Static, Type } from 'typebox'
import { IntegerId, ListOf, oneOf, orNull, Text } from '../../cloud/wire.ts'
import { Paging } from '../../kernel/paging.ts'

const RecordType = oneOf('A', 'AAAA', 'CAA', 'CNAME', 'MX', 'NS', 'SOA', 'SRV', 'TXT')
export type RecordType = Static<typeof RecordType>

// The longest name that can be written has 254 characters. Its rules have errors of their own.
const Name = Text(255)
const Integer = Type.Integer()
const Given = {
  name: Type.Optional(orNull(Name)),
  data: Type.Optional(orNull(Text(512))),
  priority: Type.Optional(orNull(Integer)),
  port: Type.Optional(orNull(Integer)),
  ttl: Type.Optional(orNull(Integer)),
  weight: Type.Optional(orNull(Integer)),
  flags: Type.Optional(orNull(Integer)),
  tag: Type.Optional(orNull(Text(15))),
}

export const ByName = Type.Object({ domain_name: Name })
export const ByRecord = Type.Object({ domain_name: Name, domain_record_id: IntegerId })
export type ByRecord = Static<typeof ByRecord>
export const CreateDomain = Type.Object({ name: Name, ip_address: Type.Optional(orNull(Text(64))) })
export type CreateDomain = Static<typeof CreateDomain>
export const CreateRecord = Type.Object({ type: RecordType, ...Given })
export type CreateRecord = Static<typeof CreateRecord>
export const UpdateRecord = Type.Object({ type: Type.Optional(RecordType), ...Given })
export type UpdateRecord = Static<typeof UpdateRecord>
export const RecordQuery = Type.Object({
  ...Paging.properties,
  name: Type.Optional(Name),
  type: Type.Optional(RecordType),
})
export type RecordQuery = Static<typeof RecordQuery>

const Domain = Type.Object({ name: Type.String(), ttl: Integer, zone_file: orNull(Type.String()) })
export type Domain = Static<typeof Domain>
export const DomainAnswer = Type.Object({ domain: Domain })
export type DomainAnswer = Static<typeof DomainAnswer>
export const DomainList = ListOf('domains', Domain)
export type DomainList = Static<typeof DomainList>

const ShownRecord = Type.Object({
  id: Integer,
  type: Type.String(),
  name: Type.String(),
  data: Type.String(),
  priority: orNull(Integer),
  port: orNull(Integer),
  ttl: Integer,
  weight: orNull(Integer),
  flags: orNull(Integer),
  tag: orNull(Type.String()),
})
export type ShownRecord = Static<typeof ShownRecord>
export const RecordAnswer = Type.Object({ domain_record: ShownRecord })
export type RecordAnswer = Static<typeof RecordAnswer>
export const RecordList = ListOf('domain_records', ShownRecord)
export type RecordList = Static<typeof RecordList>
