import { type Static, Type } from 'typebox'
import { Flag, Text, Time, Whole } from './shape.ts'

const Optional = Type.Optional(Type.Union([Whole, Type.Null()]))

export const DomainRecord = Type.Object({
  id: Whole,
  type: Text,
  name: Text,
  data: Text,
  ttl: Whole,
  priority: Optional,
  flags: Optional,
  tag: Type.Optional(Type.Union([Text, Type.Null()])),
})
export type DomainRecord = Static<typeof DomainRecord>

export const Domain = Type.Object({
  name: Text,
  ttl: Type.Union([Whole, Type.Null()]),
  /** Of `/v2/domains/{name}/records`. */
  records: Type.Array(DomainRecord),
})
export type Domain = Static<typeof Domain>

export const Vpc = Type.Object({
  id: Text,
  name: Text,
  region: Text,
  ip_range: Text,
  default: Flag,
  created_at: Time,
  /** Of `/v2/vpcs/{id}/members`: what the token may see of them. */
  members: Type.Array(Type.Object({ urn: Text })),
})
export type Vpc = Static<typeof Vpc>

export const VpcPeering = Type.Object({ id: Text, name: Text, vpc_ids: Type.Array(Text), status: Text })
export type VpcPeering = Static<typeof VpcPeering>

export const ReservedIp = Type.Object({
  ip: Text,
  region: Type.Object({ slug: Text }),
  droplet: Type.Union([Type.Object({ id: Whole }), Type.Null()]),
})
export type ReservedIp = Static<typeof ReservedIp>

export const ReservedIpv6 = Type.Object({
  ip: Text,
  region_slug: Text,
  reserved_at: Time,
  droplet: Type.Union([Type.Object({ id: Whole }), Type.Null()]),
})
export type ReservedIpv6 = Static<typeof ReservedIpv6>

export const usualDomain: Domain = {
  name: 'example.com',
  ttl: 1800,
  records: [{ id: 1, type: 'A', name: '@', data: '203.0.113.9', ttl: 1800 }],
}

export const usualVpc: Vpc = {
  id: 'b0000000-0000-4000-8000-000000000001',
  name: 'production',
  region: 'nyc3',
  ip_range: '10.100.0.0/20',
  default: false,
  created_at: '2025-06-01T00:00:00Z',
  members: [{ urn: 'do:droplet:1' }],
}

export const usualVpcPeering: VpcPeering = {
  id: '80000000-0000-4000-8000-000000000001',
  name: 'east-west',
  vpc_ids: ['b0000000-0000-4000-8000-000000000001', 'b0000000-0000-4000-8000-000000000002'],
  status: 'ACTIVE',
}

export const usualReservedIp: ReservedIp = {
  ip: '203.0.113.50',
  region: { slug: 'nyc3' },
  droplet: { id: 1 },
}

export const usualReservedIpv6: ReservedIpv6 = {
  ip: '2001:db8::50',
  region_slug: 'nyc3',
  reserved_at: '2025-06-01T00:00:00Z',
  droplet: { id: 1 },
}
