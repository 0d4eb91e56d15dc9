import { type Static, Type } from 'typebox'
import { Flag, Text, Texts, Whole, Wholes } from './shape.ts'

const Ends = Type.Object({
  addresses: Type.Optional(Texts),
  droplet_ids: Type.Optional(Wholes),
  load_balancer_uids: Type.Optional(Texts),
  kubernetes_ids: Type.Optional(Texts),
  tags: Type.Optional(Texts),
})
export type Ends = Static<typeof Ends>

const Protocol = Type.Union([Type.Literal('tcp'), Type.Literal('udp'), Type.Literal('icmp')])
const InboundRule = Type.Object({ protocol: Protocol, ports: Type.Optional(Text), sources: Ends })
export type InboundRule = Static<typeof InboundRule>
const OutboundRule = Type.Object({ protocol: Protocol, ports: Type.Optional(Text), destinations: Ends })
export type OutboundRule = Static<typeof OutboundRule>

export const Firewall = Type.Object({
  id: Text,
  name: Text,
  /** `waiting`, `succeeded`, `failed`. */
  status: Text,
  inbound_rules: Type.Union([Type.Array(InboundRule), Type.Null()]),
  outbound_rules: Type.Union([Type.Array(OutboundRule), Type.Null()]),
  droplet_ids: Wholes,
  tags: Texts,
})
export type Firewall = Static<typeof Firewall>

const ForwardingRule = Type.Object({
  entry_protocol: Text,
  entry_port: Whole,
  target_protocol: Text,
  target_port: Whole,
  certificate_id: Type.Optional(Text),
  tls_passthrough: Type.Optional(Flag),
})

export const LoadBalancer = Type.Object({
  id: Text,
  name: Text,
  ip: Type.Optional(Text),
  status: Text,
  /** `EXTERNAL`, `INTERNAL`; older answers have none. */
  network: Type.Optional(Text),
  type: Type.Optional(Text),
  forwarding_rules: Type.Array(ForwardingRule),
  redirect_http_to_https: Type.Optional(Flag),
  enable_backend_keepalive: Type.Optional(Flag),
  enable_proxy_protocol: Type.Optional(Flag),
  tls_cipher_policy: Type.Optional(Text),
  droplet_ids: Type.Optional(Wholes),
  tag: Type.Optional(Text),
  vpc_uuid: Type.Optional(Text),
  /** Of a global one. */
  domains: Type.Optional(
    Type.Union([Type.Array(Type.Object({ name: Text, certificate_id: Type.Optional(Text) })), Type.Null()]),
  ),
  firewall: Type.Optional(Type.Object({ allow: Type.Optional(Texts), deny: Type.Optional(Texts) })),
  health_check: Type.Optional(Type.Object({ protocol: Text, port: Whole })),
  /** How many nodes it has; older ones have a size instead. */
  size_unit: Type.Optional(Whole),
  /** Of a global one. */
  target_load_balancer_ids: Type.Optional(Texts),
})
export type LoadBalancer = Static<typeof LoadBalancer>

export const usualFirewall: Firewall = {
  id: 'f0000000-0000-4000-8000-000000000001',
  name: 'web',
  status: 'succeeded',
  inbound_rules: [{ protocol: 'tcp', ports: '443', sources: { addresses: ['0.0.0.0/0', '::/0'] } }],
  outbound_rules: [{ protocol: 'tcp', ports: '443', destinations: { addresses: ['0.0.0.0/0', '::/0'] } }],
  droplet_ids: [1],
  tags: [],
}

export const usualLoadBalancer: LoadBalancer = {
  id: 'c0000000-0000-4000-8000-000000000001',
  name: 'front',
  ip: '203.0.113.9',
  status: 'active',
  network: 'EXTERNAL',
  type: 'REGIONAL',
  forwarding_rules: [
    {
      entry_protocol: 'https',
      entry_port: 443,
      target_protocol: 'https',
      target_port: 443,
      certificate_id: 'd0000000-0000-4000-8000-000000000001',
      tls_passthrough: false,
    },
  ],
  redirect_http_to_https: true,
  enable_backend_keepalive: true,
  enable_proxy_protocol: false,
  tls_cipher_policy: 'STRONG',
  droplet_ids: [1],
  tag: '',
  vpc_uuid: 'b0000000-0000-4000-8000-000000000001',
  firewall: { allow: [], deny: [] },
  health_check: { protocol: 'https', port: 443 },
  size_unit: 2,
}
