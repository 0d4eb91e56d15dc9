import { type Static, Type } from 'typebox'
import { Flag, Text, Texts, Time, Whole, Wholes } from './shape.ts'

const Region = Type.Object({ slug: Text })

export const Volume = Type.Object({
  id: Text,
  name: Text,
  size_gigabytes: Whole,
  created_at: Time,
  droplet_ids: Wholes,
  tags: Texts,
  region: Region,
})
export type Volume = Static<typeof Volume>

export const Snapshot = Type.Object({
  id: Type.Union([Text, Whole]),
  name: Text,
  created_at: Time,
  resource_id: Type.Union([Text, Whole]),
  resource_type: Text,
  size_gigabytes: Type.Number(),
})
export type Snapshot = Static<typeof Snapshot>

/** Private ones. */
export const Image = Type.Object({
  id: Whole,
  name: Text,
  type: Text,
  distribution: Type.Union([Text, Type.Null()]),
  public: Flag,
  created_at: Time,
  status: Text,
  /** Null while it is imported. */
  size_gigabytes: Type.Union([Type.Number(), Type.Null()]),
})
export type Image = Static<typeof Image>

export const CdnEndpoint = Type.Object({
  id: Text,
  origin: Text,
  endpoint: Text,
  ttl: Whole,
  created_at: Time,
  certificate_id: Type.Optional(Text),
  custom_domain: Type.Optional(Text),
})
export type CdnEndpoint = Static<typeof CdnEndpoint>

export const SpacesKey = Type.Object({
  access_key: Text,
  name: Text,
  grants: Type.Union([Type.Array(Type.Object({ bucket: Text, permission: Text })), Type.Null()]),
  created_at: Time,
})
export type SpacesKey = Static<typeof SpacesKey>

export const usualVolume: Volume = {
  id: 'e0000000-0000-4000-8000-000000000001',
  name: 'data',
  size_gigabytes: 50,
  created_at: '2025-06-01T00:00:00Z',
  droplet_ids: [1],
  tags: [],
  region: { slug: 'nyc3' },
}

export const usualSnapshot: Snapshot = {
  id: 's0000000-0000-4000-8000-000000000001',
  name: 'before-upgrade',
  created_at: '2025-12-20T00:00:00Z',
  resource_id: '1',
  resource_type: 'droplet',
  size_gigabytes: 5,
}

export const usualImage: Image = {
  id: 90,
  name: 'golden',
  type: 'snapshot',
  distribution: 'Ubuntu',
  public: false,
  created_at: '2025-12-01T00:00:00Z',
  status: 'available',
  size_gigabytes: 5,
}

export const usualCdnEndpoint: CdnEndpoint = {
  id: 'a0000000-0000-4000-8000-000000000001',
  origin: 'images.nyc3.digitaloceanspaces.com',
  endpoint: 'images.nyc3.cdn.digitaloceanspaces.com',
  ttl: 3600,
  created_at: '2025-06-01T00:00:00Z',
  certificate_id: 'd0000000-0000-4000-8000-000000000001',
  custom_domain: 'static.example.com',
}

export const usualSpacesKey: SpacesKey = {
  access_key: 'DO00ABCDEFGHIJ',
  name: 'uploads',
  grants: [{ bucket: 'uploads', permission: 'readwrite' }],
  created_at: '2025-12-01T00:00:00Z',
}
