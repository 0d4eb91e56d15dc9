import { type Static, type TSchema, Type } from 'typebox'
import { Flag, Text, Texts, Time, Whole } from './shape.ts'

const Maybe = <Schema extends TSchema>(schema: Schema) => Type.Optional(Type.Union([schema, Type.Null()]))

const Settings = Type.Object({
  /** PostgreSQL. */
  pg_allow_replication: Type.Optional(Flag),
  /** Kafka. */
  acl: Maybe(Type.Array(Type.Object({ topic: Text, permission: Text }))),
  opensearch_acl: Maybe(Type.Array(Type.Object({ index: Text, permission: Text }))),
  mongo_user_settings: Maybe(Type.Object({ databases: Type.Optional(Texts), role: Type.Optional(Text) })),
})

/** Never with its password. */
export const DatabaseUser = Type.Object({
  name: Text,
  /** `primary` is the one that the cluster came with. */
  role: Type.Optional(Text),
  mysql_settings: Maybe(Type.Object({ auth_plugin: Text })),
  settings: Maybe(Settings),
})
export type DatabaseUser = Static<typeof DatabaseUser>

const Config = Type.Object({
  redis_ssl: Type.Optional(Flag),
  redis_maxmemory_policy: Type.Optional(Text),
  redis_persistence: Type.Optional(Text),
  valkey_ssl: Type.Optional(Flag),
  valkey_maxmemory_policy: Type.Optional(Text),
  valkey_persistence: Type.Optional(Text),
  /** OpenSearch. */
  enable_security_audit: Type.Optional(Flag),
})

const LogSink = Type.Object({
  sink_name: Type.Optional(Text),
  sink_type: Type.Optional(Text),
  config: Type.Optional(Type.Object({ tls: Type.Optional(Flag), url: Type.Optional(Text) })),
})

const MaintenanceWindow = Type.Object({
  day: Text,
  hour: Text,
  pending: Type.Optional(Flag),
  description: Type.Optional(Texts),
})

export const Database = Type.Object({
  id: Text,
  name: Text,
  engine: Text,
  version: Type.Optional(Text),
  /** Null where the version has no end yet. */
  version_end_of_life: Maybe(Time),
  num_nodes: Whole,
  region: Text,
  status: Text,
  created_at: Time,
  private_network_uuid: Maybe(Text),
  tags: Type.Optional(Texts),
  maintenance_window: Maybe(MaintenanceWindow),
  /** The others are of paths of their own; of an engine that has no such thing, they are empty. */
  firewall_rules: Type.Array(Type.Object({ type: Text, value: Text })),
  backups: Type.Array(Type.Object({ created_at: Time })),
  users: Type.Array(DatabaseUser),
  config: Config,
  autoscale: Type.Object({ storage: Maybe(Type.Object({ enabled: Flag })) }),
  log_sinks: Type.Array(LogSink),
  pools: Type.Array(Type.Object({ name: Text })),
})
export type Database = Static<typeof Database>

export const usualDatabase: Database = {
  id: '70000000-0000-4000-8000-000000000001',
  name: 'shop-db',
  engine: 'pg',
  version: '17',
  version_end_of_life: '2029-11-08T00:00:00Z',
  num_nodes: 2,
  region: 'nyc3',
  status: 'online',
  created_at: '2025-06-01T00:00:00Z',
  private_network_uuid: 'b0000000-0000-4000-8000-000000000001',
  tags: [],
  maintenance_window: { day: 'tuesday', hour: '14:00:00', pending: false, description: [] },
  firewall_rules: [{ type: 'droplet', value: '1' }],
  backups: [{ created_at: '2025-12-31T20:40:00Z' }],
  users: [
    { name: 'doadmin', role: 'primary' },
    { name: 'shop', role: 'normal' },
  ],
  config: {},
  autoscale: { storage: { enabled: true } },
  log_sinks: [{ sink_name: 'siem', sink_type: 'rsyslog', config: { tls: true } }],
  pools: [{ name: 'shop' }],
}
