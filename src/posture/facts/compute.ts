import { type Static, Type } from 'typebox'
import { Flag, Text, Texts, Time, Whole, Wholes } from './shape.ts'

const Address = Type.Object({ ip_address: Text, type: Text })

export const Droplet = Type.Object({
  id: Whole,
  name: Text,
  status: Text,
  locked: Flag,
  created_at: Time,
  features: Type.Array(Text),
  backup_ids: Wholes,
  snapshot_ids: Wholes,
  tags: Texts,
  volume_ids: Texts,
  vpc_uuid: Type.Optional(Text),
  size_slug: Text,
  region: Type.Object({ slug: Text }),
  image: Type.Object({
    id: Type.Optional(Whole),
    slug: Type.Optional(Type.Union([Text, Type.Null()])),
    distribution: Text,
    name: Type.Optional(Text),
    public: Flag,
    type: Type.Optional(Text),
    status: Type.Optional(Text),
    created_at: Type.Optional(Time),
  }),
  networks: Type.Object({
    v4: Type.Optional(Type.Array(Address)),
    v6: Type.Optional(Type.Array(Address)),
  }),
  next_backup_window: Type.Optional(Type.Union([Type.Object({}), Type.Null()])),
  /** Of a planned one: the public API takes it and never shows it. */
  user_data: Type.Optional(Type.Union([Text, Type.Null()])),
  /** Of a planned one, by id or fingerprint. */
  ssh_keys: Type.Optional(Type.Union([Type.Array(Type.Union([Text, Whole])), Type.Null()])),
})
export type Droplet = Static<typeof Droplet>

export const usualDroplet: Droplet = {
  id: 1,
  name: 'web-1',
  status: 'active',
  locked: false,
  created_at: '2025-06-01T00:00:00Z',
  features: ['backups', 'monitoring', 'private_networking'],
  backup_ids: [7],
  snapshot_ids: [],
  tags: [],
  volume_ids: [],
  vpc_uuid: 'b0000000-0000-4000-8000-000000000001',
  size_slug: 's-1vcpu-1gb',
  region: { slug: 'nyc3' },
  image: {
    id: 5,
    slug: 'ubuntu-24-04-x64',
    distribution: 'Ubuntu',
    name: '24.04 (LTS) x64',
    public: true,
    type: 'base',
    status: 'available',
    created_at: '2025-01-01T00:00:00Z',
  },
  networks: { v4: [{ ip_address: '10.100.0.2', type: 'private' }], v6: [] },
  next_backup_window: {},
}
