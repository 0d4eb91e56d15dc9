// What is asked for. What is answered is in answer_schema.ts.
import { type Static, Type } from 'typebox'
import { IntegerId, oneOf, optionalOrNull, Text } from '../../cloud/wire.ts'

export const Port = Type.Integer({ minimum: 1, maximum: 65_535 })
const Seconds = Type.Integer({ minimum: 3, maximum: 300 })
const Times = Type.Integer({ minimum: 2, maximum: 10 })
const Id = Text(64)
const Flag = Type.Optional(Type.Boolean())

export const Kind = oneOf('REGIONAL', 'REGIONAL_NETWORK', 'GLOBAL')
export const Size = oneOf('lb-small', 'lb-medium', 'lb-large')
export const Algorithm = oneOf('round_robin', 'least_connections')
export const EntryProtocol = oneOf('http', 'https', 'http2', 'http3', 'tcp', 'udp')
export const TargetProtocol = oneOf('http', 'https', 'http2', 'tcp', 'udp')
export const CheckProtocol = oneOf('http', 'https', 'tcp')
export const GlobalProtocol = oneOf('http', 'https', 'http2')
export const NetworkReach = oneOf('EXTERNAL', 'INTERNAL')
export const NetworkStack = oneOf('IPV4', 'DUALSTACK')
export const CipherPolicy = oneOf('DEFAULT', 'STRONG')
export const Stickiness = oneOf('cookies', 'none')
export const Priorities = Type.Unsafe<Record<string, number>>({
  type: 'object',
  additionalProperties: { type: 'integer', minimum: 0 },
})

const OCTET = '(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
const V4 = `${OCTET}(\\.${OCTET}){3}`
const V6 = '[0-9a-fA-F]{0,4}(:[0-9a-fA-F]{0,4}){2,7}'
const Source = Type.String({
  pattern: `^(ip:(${V4}|${V6})|cidr:(${V4}/(\\d|[12]\\d|3[0-2])|${V6}/(\\d|[1-9]\\d|1[01]\\d|12[0-8])))$`,
  description: '`ip:` with an address or `cidr:` with a network, such as ip:1.2.3.4 or cidr:1.2.0.0/16',
})
const Sources = Type.Array(Source, { maxItems: 1000 })

export const ForwardingRuleRequest = Type.Object({
  entry_protocol: EntryProtocol,
  entry_port: Port,
  target_protocol: TargetProtocol,
  target_port: Port,
  certificate_id: optionalOrNull(Id),
  tls_passthrough: optionalOrNull(Type.Boolean()),
})
export type ForwardingRuleRequest = Static<typeof ForwardingRuleRequest>

const settings = {
  size: Type.Optional(Size),
  size_unit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  algorithm: Type.Optional(Algorithm),
  forwarding_rules: Type.Optional(Type.Array(ForwardingRuleRequest, { maxItems: 1000 })),
  health_check: Type.Optional(
    Type.Object({
      protocol: Type.Optional(CheckProtocol),
      port: Type.Optional(Port),
      path: Type.Optional(Text(2048)),
      check_interval_seconds: Type.Optional(Seconds),
      response_timeout_seconds: Type.Optional(Seconds),
      unhealthy_threshold: Type.Optional(Times),
      healthy_threshold: Type.Optional(Times),
    }),
  ),
  sticky_sessions: Type.Optional(
    Type.Object({
      type: Type.Optional(Stickiness),
      cookie_name: optionalOrNull(Text(40)),
      cookie_ttl_seconds: optionalOrNull(Type.Integer({ minimum: 1, maximum: 2_147_483_647 })),
    }),
  ),
  redirect_http_to_https: Flag,
  enable_proxy_protocol: Flag,
  enable_backend_keepalive: Flag,
  disable_lets_encrypt_dns_records: Flag,
  http_idle_timeout_seconds: Type.Optional(Type.Integer({ minimum: 30, maximum: 600 })),
  firewall: Type.Optional(Type.Object({ allow: Type.Optional(Sources), deny: Type.Optional(Sources) })),
  tls_cipher_policy: Type.Optional(CipherPolicy),
  domains: Type.Optional(
    Type.Array(Type.Object({ name: Text(253), is_managed: Flag, certificate_id: optionalOrNull(Id) }), {
      maxItems: 100,
    }),
  ),
  glb_settings: Type.Optional(
    Type.Object({
      target_protocol: GlobalProtocol,
      target_port: Port,
      cdn: Type.Optional(Type.Object({ is_enabled: Flag })),
      region_priorities: Type.Optional(Priorities),
      failover_threshold: Type.Optional(Type.Integer({ minimum: 1, maximum: 99 })),
    }),
  ),
}
const places = {
  type: Type.Optional(Kind),
  region: Type.Optional(Type.String()),
  vpc_uuid: optionalOrNull(Id),
  network: Type.Optional(NetworkReach),
  network_stack: Type.Optional(NetworkStack),
}
const backends = {
  droplet_ids: Type.Optional(Type.Array(IntegerId, { maxItems: 1000 })),
  tag: optionalOrNull(Text(255)),
  target_load_balancer_ids: Type.Optional(Type.Array(Id, { maxItems: 100 })),
}
const Name = Type.String({
  pattern: '^[^\\u0000]{1,255}$',
  description: '1 to 255 characters without NUL',
})
const request = { ...settings, ...places, ...backends, project_id: optionalOrNull(Id) }
export const CreateBalancer = Type.Object({ name: Name, ...request })
export type CreateBalancer = Static<typeof CreateBalancer>
export const UpdateBalancer = Type.Object({ name: Type.Optional(Name), ...request })
export type UpdateBalancer = Static<typeof UpdateBalancer>
export const DropletIds = Type.Object({ droplet_ids: Type.Array(IntegerId, { minItems: 1, maxItems: 1000 }) })
export const ForwardingRules = Type.Object({
  forwarding_rules: Type.Array(ForwardingRuleRequest, { minItems: 1, maxItems: 1000 }),
})
export const ById = Type.Object({ lb_id: Id })
