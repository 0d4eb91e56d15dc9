// Firewalls, load balancers, VPCs and addresses.
import { resourceKinds } from '../../resource_types.ts'
import { certificateIdOf } from './names.ts'
import { type Content, type Planned, records, text, Unknown } from './planned.ts'
import {
  BALANCERS,
  CLUSTERS,
  DROPLETS,
  idsOf,
  known,
  named,
  oneIdOf,
  oneTagOf,
  or,
  type PlanView,
  partsOf,
  present,
  regionOf,
  type Shape,
  single,
  tagsOf,
  timed,
  urnIdOf,
  VPCS,
} from './shape.ts'

function firewall(it: Planned, plan: PlanView) {
  const { inbound_rule, outbound_rule, droplet_ids, tags } = it.values
  return {
    name: named(it),
    status: text(it.values.status) ?? 'waiting',
    inbound_rules: known(inbound_rule, (rules) => rulesOf(it, plan, rules, INBOUND)),
    outbound_rules: known(outbound_rule, (rules) => rulesOf(it, plan, rules, OUTBOUND)),
    droplet_ids: idsOf(it, droplet_ids, plan, DROPLETS),
    tags: tagsOf(it, tags, plan),
  }
}

const INBOUND = { side: 'source', ends: 'sources' }
const OUTBOUND = { side: 'destination', ends: 'destinations' }

function rulesOf(it: Planned, plan: PlanView, rules: unknown, { side, ends }: typeof INBOUND): Content[] {
  return records(rules).map((rule) =>
    present({
      protocol: rule.protocol,
      ports: rule.port_range || undefined,
      [ends]: {
        addresses: or(rule[`${side}_addresses`], []),
        droplet_ids: idsOf(it, rule[`${side}_droplet_ids`], plan, DROPLETS),
        load_balancer_uids: idsOf(it, rule[`${side}_load_balancer_uids`], plan, BALANCERS),
        kubernetes_ids: idsOf(it, rule[`${side}_kubernetes_ids`], plan, CLUSTERS),
        tags: tagsOf(it, rule[`${side}_tags`], plan),
      },
    }),
  )
}

function loadBalancer(it: Planned, plan: PlanView) {
  const { values } = it
  return {
    ...values,
    ...present({
      vpc_uuid: or(oneIdOf(it, values.vpc_uuid, plan, VPCS), vpcByDefault(values)),
      firewall: single(values.firewall),
      health_check: single(values.healthcheck),
      domains: values.domains === undefined ? undefined : certified(it, values.domains, plan),
    }),
    name: named(it),
    // What leads to it before it has an address leads to the resource.
    ip: text(values.ip) ?? it.address,
    status: text(values.status) ?? 'new',
    network: or(values.network, 'EXTERNAL'),
    type: or(values.type, 'REGIONAL'),
    forwarding_rules: certified(it, values.forwarding_rule, plan),
    droplet_ids: idsOf(it, values.droplet_ids, plan, DROPLETS),
    tag: or(oneTagOf(it, values.droplet_tag, plan), ''),
    size_unit: or(
      values.size_unit,
      known(values.size, (size) => NODES[text(size) ?? 'lb-small']),
    ),
  }
}

const certified = (it: Planned, blocks: unknown, plan: PlanView): unknown =>
  known(blocks, (all) =>
    records(all).map((block) => ({ ...block, certificate_id: certificateIdOf(it, block, plan) })),
  )

/** How many nodes the older sizes have; without any it is the smallest. */
const NODES: Record<string, number> = { 'lb-small': 1, 'lb-medium': 3, 'lb-large': 6 }

/** One that names no VPC gets into that which its region puts everything into. */
const vpcByDefault = ({ type, region }: Content) =>
  type === 'GLOBAL' ? undefined : `the default VPC of ${text(region) ?? 'its region'}`

const vpc = (it: Planned, plan: PlanView) => ({
  ...it.values,
  name: named(it),
  // Of one that is made without a range, the provider chooses it.
  ip_range: or(it.values.ip_range, '10.0.0.0/20'),
  default: it.values.default === true,
  created_at: timed(it, plan),
  members: membersOf(it, plan),
})

function membersOf(it: Planned, plan: PlanView): unknown {
  const members = VPC_HOLDS.map(([terraform, type, attribute]) =>
    known(partsOf(it, plan, { terraform, attribute, own: 'id' }), (parts) =>
      parts.map((part) => ({ urn: `do:${resourceKinds[type].urn}:${urnIdOf(part, type)}` })),
    ),
  )
  return members.find((some) => some instanceof Unknown) ?? members.flat()
}

const VPC_HOLDS = [
  ['digitalocean_droplet', 'droplet', 'vpc_uuid'],
  ['digitalocean_loadbalancer', 'load_balancer', 'vpc_uuid'],
  ['digitalocean_database_cluster', 'database', 'private_network_uuid'],
  ['digitalocean_kubernetes_cluster', 'kubernetes_cluster', 'vpc_uuid'],
] as const

const vpcPeering = (it: Planned, plan: PlanView) => ({
  ...it.values,
  name: named(it),
  vpc_ids: idsOf(it, it.values.vpc_ids, plan, VPCS),
  status: text(it.values.status) ?? 'PROVISIONING',
})

const reservedIp = (it: Planned, plan: PlanView) => ({
  ...present({ ip: text(it.values.ip_address) }),
  region: regionOf(it.values),
  droplet: holderOf(it, plan, 'ip_address'),
})

const reservedIpv6 = (it: Planned, plan: PlanView) => ({
  ...present({ ip: text(it.values.ip) }),
  region_slug: or(it.values.region_slug, 'unknown'),
  reserved_at: plan.at,
  droplet: holderOf(it, plan, 'ip'),
})

/** The Droplet that the address or its assignment names. */
function holderOf(it: Planned, plan: PlanView, attribute: string): unknown {
  const assigned = partsOf(it, plan, { terraform: `${it.type}_assignment`, attribute, own: attribute })
  if (assigned instanceof Unknown) return assigned
  const [id] = [it, ...assigned].flatMap(
    (other) => oneIdOf(other, other.values.droplet_id, plan, DROPLETS) ?? [],
  )
  return id === undefined ? null : known(id, () => ({ id }))
}

export const networkShapes: Record<string, Shape> = {
  digitalocean_firewall: { type: 'firewall', facts: firewall },
  digitalocean_loadbalancer: { type: 'load_balancer', facts: loadBalancer },
  digitalocean_vpc: { type: 'vpc', facts: vpc },
  digitalocean_vpc_peering: { type: 'vpc_peering', facts: vpcPeering },
  digitalocean_reserved_ip: { type: 'reserved_ip', facts: reservedIp },
  digitalocean_floating_ip: { type: 'reserved_ip', facts: reservedIp },
  digitalocean_reserved_ipv6: { type: 'reserved_ipv6', facts: reservedIpv6 },
}
