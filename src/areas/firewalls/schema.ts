import { type Static, Type } from 'typebox'
import { Firewall } from '../../cloud/networks/firewalls.ts'
import { TagName } from '../../cloud/tags.ts'
import { IntegerId, ListOf, oneOf, orNull, Text } from '../../cloud/wire.ts'

const MANY = { maxItems: 1000 }
const Ids = Type.Optional(orNull(Type.Array(Text(64), MANY)))
const DropletIds = orNull(Type.Array(IntegerId, MANY))
const Tags = orNull(Type.Array(TagName, MANY))

const Peers = Type.Object({
  addresses: Ids,
  droplet_ids: Type.Optional(DropletIds),
  load_balancer_uids: Ids,
  kubernetes_ids: Ids,
  tags: Type.Optional(Tags),
})
export type Peers = Static<typeof Peers>

const protocol_and_ports = {
  protocol: oneOf('tcp', 'udp', 'icmp'),
  ports: Type.Optional(Text(16)),
}
const InboundRule = Type.Object({ ...protocol_and_ports, sources: Peers })
const OutboundRule = Type.Object({ ...protocol_and_ports, destinations: Peers })
const both_ways = {
  inbound_rules: Type.Optional(orNull(Type.Array(InboundRule, MANY))),
  outbound_rules: Type.Optional(orNull(Type.Array(OutboundRule, MANY))),
}

export const WriteFirewall = Type.Object({
  name: Type.String({
    pattern: '^[a-zA-Z0-9][a-zA-Z0-9.-]{1,254}$',
    description: '2 to 255 letters, digits, periods or dashes, the first a letter or digit',
  }),
  ...both_ways,
  droplet_ids: Type.Optional(DropletIds),
  tags: Type.Optional(Tags),
})
export type WriteFirewall = Static<typeof WriteFirewall>

export const Rules = Type.Object(both_ways)
export type Rules = Static<typeof Rules>
export const Droplets = Type.Object({ droplet_ids: DropletIds })
export type Droplets = Static<typeof Droplets>
export const TagsOfFirewall = Type.Object({ tags: Tags })
export type TagsOfFirewall = Static<typeof TagsOfFirewall>

export const ById = Type.Object({ firewall_id: Text(64) })
export const FirewallAnswer = Type.Object({ firewall: Firewall })
export type FirewallAnswer = Static<typeof FirewallAnswer>
export const FirewallList = ListOf('firewalls', Firewall)
export type FirewallList = Static<typeof FirewallList>
