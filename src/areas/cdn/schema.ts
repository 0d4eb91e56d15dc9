import { type Static, Type } from 'typebox'
import { ListOf, optionalOrNull, Text, Time } from '../../cloud/wire.ts'

// Empty is how clients take a custom domain off again.
const Hostname = Type.String({
  maxLength: 253,
  pattern:
    '^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+)?$',
  description: 'a fully qualified domain name',
})
const settings = {
  ttl: Type.Optional(Type.Integer()),
  custom_domain: optionalOrNull(Hostname),
  certificate_id: optionalOrNull(Text(64)),
}
export const CreateEndpoint = Type.Object({ origin: Text(255), ...settings })
export type CreateEndpoint = Static<typeof CreateEndpoint>
export const UpdateEndpoint = Type.Object(settings)
export type UpdateEndpoint = Static<typeof UpdateEndpoint>
export const PurgeCache = Type.Object({ files: Type.Array(Text(1024), { minItems: 1, maxItems: 50 }) })
export const ById = Type.Object({ cdn_id: Text(64) })

export const Endpoint = Type.Object({
  id: Type.String(),
  origin: Type.String(),
  endpoint: Type.String(),
  ttl: Type.Integer(),
  /** Both only where there is a custom domain. */
  custom_domain: Type.Optional(Type.String()),
  certificate_id: Type.Optional(Type.String()),
  created_at: Time,
})
export type Endpoint = Static<typeof Endpoint>
export const EndpointAnswer = Type.Object({ endpoint: Endpoint })
export type EndpointAnswer = Static<typeof EndpointAnswer>
export const EndpointList = ListOf('endpoints', Endpoint)
export type EndpointList = Static<typeof EndpointList>
