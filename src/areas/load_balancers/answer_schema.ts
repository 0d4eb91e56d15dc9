import { type Static, Type } from 'typebox'
import { Region } from '../../cloud/catalogue/schema.ts'
import { ListOf, oneOf, Slugs, Time } from '../../cloud/wire.ts'
import * as asked from './schema.ts'

export const ForwardingRule = Type.Object({
  entry_protocol: asked.EntryProtocol,
  entry_port: asked.Port,
  target_protocol: asked.TargetProtocol,
  target_port: asked.Port,
  certificate_id: Type.String(),
  tls_passthrough: Type.Boolean(),
})
export type ForwardingRule = Static<typeof ForwardingRule>

export const HealthCheck = Type.Object({
  protocol: asked.CheckProtocol,
  port: asked.Port,
  path: Type.String(),
  check_interval_seconds: Type.Integer(),
  response_timeout_seconds: Type.Integer(),
  unhealthy_threshold: Type.Integer(),
  healthy_threshold: Type.Integer(),
})
export type HealthCheck = Static<typeof HealthCheck>

export const StickySessions = Type.Object({
  type: asked.Stickiness,
  /** Both only with cookies. */
  cookie_name: Type.Optional(Type.String()),
  cookie_ttl_seconds: Type.Optional(Type.Integer()),
})
export type StickySessions = Static<typeof StickySessions>

export const GlobalSettings = Type.Object({
  target_protocol: asked.GlobalProtocol,
  target_port: asked.Port,
  cdn: Type.Object({ is_enabled: Type.Boolean() }),
  region_priorities: asked.Priorities,
  failover_threshold: Type.Integer(),
})
export type GlobalSettings = Static<typeof GlobalSettings>

/** What a client sets, and can set anew. */
export const Settings = Type.Object({
  size_unit: Type.Integer(),
  algorithm: asked.Algorithm,
  /** A global one may have none. */
  forwarding_rules: Type.Optional(Type.Array(ForwardingRule)),
  health_check: HealthCheck,
  sticky_sessions: StickySessions,
  redirect_http_to_https: Type.Boolean(),
  enable_proxy_protocol: Type.Boolean(),
  enable_backend_keepalive: Type.Boolean(),
  disable_lets_encrypt_dns_records: Type.Boolean(),
  http_idle_timeout_seconds: Type.Integer(),
  firewall: Type.Object({ allow: Slugs, deny: Slugs }),
  tls_cipher_policy: asked.CipherPolicy,
  domains: Type.Array(
    Type.Object({ name: Type.String(), is_managed: Type.Boolean(), certificate_id: Type.String() }),
  ),
  /** Only a global one has them. */
  glb_settings: Type.Optional(GlobalSettings),
})
export type Settings = Static<typeof Settings>

/** Where it is, which never changes. */
export const Place = Type.Object({
  type: asked.Kind,
  network: asked.NetworkReach,
  network_stack: asked.NetworkStack,
})
export type Place = Static<typeof Place>

export const Balancer = Type.Object({
  ...Settings.properties,
  ...Place.properties,
  id: Type.String(),
  name: Type.String(),
  project_id: Type.String(),
  ip: Type.String(),
  ipv6: Type.String(),
  size: asked.Size,
  status: oneOf('new', 'active', 'errored'),
  created_at: Time,
  /** A global one is in no region and no VPC. */
  region: Type.Optional(Region),
  vpc_uuid: Type.Optional(Type.String()),
  droplet_ids: Type.Array(Type.Integer()),
  tag: Type.String(),
  target_load_balancer_ids: Slugs,
})
export type Balancer = Static<typeof Balancer>
export const BalancerAnswer = Type.Object({ load_balancer: Balancer })
export type BalancerAnswer = Static<typeof BalancerAnswer>
export const BalancerList = ListOf('load_balancers', Balancer)
export type BalancerList = Static<typeof BalancerList>
