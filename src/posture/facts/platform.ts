import { type Static, type TSchema, Type } from 'typebox'
import { Flag, Text, Texts, Time, Whole } from './shape.ts'

const NodePool = Type.Object({
  name: Text,
  count: Whole,
  auto_scale: Type.Optional(Flag),
  min_nodes: Type.Optional(Whole),
  max_nodes: Type.Optional(Whole),
})

const Maybe = <Schema extends TSchema>(schema: Schema) => Type.Optional(Type.Union([schema, Type.Null()]))

export const KubernetesCluster = Type.Object({
  id: Text,
  name: Text,
  region: Text,
  /** Such as `1.34.1-do.0`. */
  version: Text,
  ha: Type.Optional(Flag),
  auto_upgrade: Flag,
  surge_upgrade: Flag,
  /** Whether its nodes have no public addresses. */
  isolated_workers: Type.Optional(Flag),
  vpc_uuid: Type.Optional(Text),
  node_pools: Type.Array(NodePool),
  control_plane_firewall: Maybe(
    Type.Object({ enabled: Type.Optional(Flag), allowed_addresses: Type.Optional(Texts) }),
  ),
  sso: Maybe(Type.Object({ enabled: Type.Optional(Flag), required: Type.Optional(Flag) })),
  created_at: Time,
  tags: Type.Optional(Texts),
})
export type KubernetesCluster = Static<typeof KubernetesCluster>

const GarbageCollection = Type.Object({ status: Text, created_at: Time, updated_at: Type.Optional(Time) })

const Repository = Type.Object({
  name: Text,
  tag_count: Whole,
  latest_manifest: Maybe(
    Type.Object({ tags: Type.Optional(Texts), updated_at: Type.Optional(Time), digest: Type.Optional(Text) }),
  ),
})
export type Repository = Static<typeof Repository>

export const Registry = Type.Object({
  name: Text,
  created_at: Time,
  storage_usage_bytes: Whole,
  subscription: Type.Object({
    tier: Type.Object({ slug: Text, included_storage_bytes: Whole, allow_storage_overage: Flag }),
  }),
  /** Of `/v2/registries/{name}/garbage-collections`. */
  garbage_collections: Type.Array(GarbageCollection),
  /** Of `/v2/registries/{name}/repositoriesV2`. */
  repositories: Type.Array(Repository),
})
export type Registry = Static<typeof Registry>

const Slack = Type.Optional(Type.Union([Type.Array(Type.Object({ channel: Text })), Type.Null()]))
/** Whom an alert tells. */
const Recipients = Type.Object({ email: Type.Optional(Texts), slack: Slack })
export type Recipients = Static<typeof Recipients>

export const UptimeCheck = Type.Object({
  id: Text,
  name: Text,
  /** `ping`, `http` or `https`. */
  type: Text,
  target: Text,
  enabled: Flag,
  /** Of `/v2/uptime/checks/{id}/alerts`; of `latency`, `down`, `down_global` or `ssl_expiry`. */
  alerts: Type.Array(Type.Object({ type: Text, notifications: Type.Optional(Recipients) })),
})
export type UptimeCheck = Static<typeof UptimeCheck>

export const AlertPolicy = Type.Object({
  uuid: Text,
  description: Type.Optional(Text),
  type: Text,
  enabled: Flag,
  /** Ids of what is watched, as text. */
  entities: Texts,
  tags: Texts,
  /** `GreaterThan` or `LessThan`. */
  compare: Text,
  value: Type.Number(),
  window: Text,
  alerts: Recipients,
})
export type AlertPolicy = Static<typeof AlertPolicy>

export const usualKubernetesCluster: KubernetesCluster = {
  id: '60000000-0000-4000-8000-000000000001',
  name: 'prod',
  region: 'nyc3',
  version: '1.34.1-do.0',
  ha: true,
  auto_upgrade: true,
  surge_upgrade: true,
  isolated_workers: true,
  vpc_uuid: 'b0000000-0000-4000-8000-000000000001',
  node_pools: [{ name: 'main', count: 3, auto_scale: true, min_nodes: 3, max_nodes: 6 }],
  control_plane_firewall: { enabled: true, allowed_addresses: ['198.51.100.0/24'] },
  sso: { enabled: true, required: true },
  created_at: '2025-06-01T00:00:00Z',
  tags: [],
}

export const usualRegistry: Registry = {
  name: 'shop',
  created_at: '2025-06-01T00:00:00Z',
  storage_usage_bytes: 1_000_000_000,
  subscription: {
    tier: { slug: 'basic', included_storage_bytes: 5_368_709_120, allow_storage_overage: true },
  },
  garbage_collections: [{ status: 'succeeded', created_at: '2025-12-15T00:00:00Z' }],
  repositories: [
    {
      name: 'web',
      tag_count: 2,
      latest_manifest: { tags: ['v2'], updated_at: '2025-12-20T00:00:00Z', digest: 'sha256:c0ffee' },
    },
  ],
}

export const usualUptimeCheck: UptimeCheck = {
  id: '40000000-0000-4000-8000-000000000001',
  name: 'shop',
  type: 'https',
  target: 'https://www.example.com',
  enabled: true,
  alerts: [
    { type: 'down', notifications: { email: ['ops@example.com'], slack: [] } },
    { type: 'ssl_expiry', notifications: { email: ['ops@example.com'], slack: [] } },
  ],
}

export const usualAlertPolicy: AlertPolicy = {
  uuid: '30000000-0000-4000-8000-000000000001',
  description: 'CPU is running high',
  type: 'v1/insights/droplet/cpu',
  enabled: true,
  entities: ['1'],
  tags: [],
  compare: 'GreaterThan',
  value: 80,
  window: '5m',
  alerts: { email: ['ops@example.com'], slack: [] },
}
