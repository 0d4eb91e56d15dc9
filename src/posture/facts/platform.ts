import { type Static, Type } from 'typebox'
import { Flag, Text, Texts, Time, Whole } from './shape.ts'

export const Database = Type.Object({
  id: Text,
  name: Text,
  engine: Text,
  version: Type.Optional(Text),
  num_nodes: Whole,
  region: Text,
  status: Text,
  created_at: Time,
  private_network_uuid: Type.Optional(Text),
  tags: Type.Optional(Texts),
  /** Of `/v2/databases/{id}/firewall`. */
  firewall_rules: Type.Array(Type.Object({ type: Text, value: Text })),
})
export type Database = Static<typeof Database>

export const KubernetesCluster = Type.Object({
  id: Text,
  name: Text,
  region: Text,
  version: Text,
  ha: Type.Optional(Flag),
  auto_upgrade: Flag,
  surge_upgrade: Flag,
  vpc_uuid: Type.Optional(Text),
  created_at: Time,
  tags: Type.Optional(Texts),
})
export type KubernetesCluster = Static<typeof KubernetesCluster>

export const App = Type.Object({
  id: Text,
  created_at: Time,
  spec: Type.Object({ name: Text }),
  /** None before the first deployment. */
  default_ingress: Type.Optional(Text),
  live_url: Type.Optional(Text),
  live_domain: Type.Optional(Text),
})
export type App = Static<typeof App>

export const Registry = Type.Object({ name: Text, created_at: Time })
export type Registry = Static<typeof Registry>

export const UptimeCheck = Type.Object({ id: Text, name: Text, type: Text, target: Text, enabled: Flag })
export type UptimeCheck = Static<typeof UptimeCheck>

export const AlertPolicy = Type.Object({
  uuid: Text,
  type: Text,
  enabled: Flag,
  entities: Type.Optional(Texts),
  tags: Type.Optional(Texts),
  value: Type.Optional(Type.Number()),
  window: Type.Optional(Text),
})
export type AlertPolicy = Static<typeof AlertPolicy>

export const usualDatabase: Database = {
  id: '70000000-0000-4000-8000-000000000001',
  name: 'shop-db',
  engine: 'pg',
  version: '17',
  num_nodes: 2,
  region: 'nyc3',
  status: 'online',
  created_at: '2025-06-01T00:00:00Z',
  private_network_uuid: 'b0000000-0000-4000-8000-000000000001',
  tags: [],
  firewall_rules: [{ type: 'droplet', value: '1' }],
}

export const usualKubernetesCluster: KubernetesCluster = {
  id: '60000000-0000-4000-8000-000000000001',
  name: 'prod',
  region: 'nyc3',
  version: '1.34.1-do.0',
  ha: true,
  auto_upgrade: true,
  surge_upgrade: true,
  vpc_uuid: 'b0000000-0000-4000-8000-000000000001',
  created_at: '2025-06-01T00:00:00Z',
  tags: [],
}

export const usualApp: App = {
  id: '50000000-0000-4000-8000-000000000001',
  created_at: '2025-06-01T00:00:00Z',
  spec: { name: 'shop' },
}

export const usualRegistry: Registry = { name: 'shop', created_at: '2025-06-01T00:00:00Z' }

export const usualUptimeCheck: UptimeCheck = {
  id: '40000000-0000-4000-8000-000000000001',
  name: 'shop',
  type: 'https',
  target: 'https://www.example.com',
  enabled: true,
}

export const usualAlertPolicy: AlertPolicy = {
  uuid: '30000000-0000-4000-8000-000000000001',
  type: 'v1/insights/droplet/cpu',
  enabled: true,
  entities: ['1'],
  tags: [],
  value: 80,
  window: '5m',
}
