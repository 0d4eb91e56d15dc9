// Firewalls, load balancers, VPCs, addresses and names.
import { resourceKinds } from '../../resource_types.ts'
import { type Content, type Planned, record, records, text, texts } from './planned.ts'
import {
  CERTIFICATES,
  DROPLETS,
  idsOf,
  named,
  numberOf,
  type PlanView,
  partsOf,
  present,
  type Shape,
  single,
  timed,
  urnIdOf,
  VPCS,
} from './shape.ts'

const BALANCERS = { terraform: 'digitalocean_loadbalancer', type: 'load_balancer' } as const
const CLUSTERS = { terraform: 'digitalocean_kubernetes_cluster', type: 'kubernetes_cluster' } as const

function firewall(it: Planned, plan: PlanView) {
  return {
    name: named(it),
    status: text(it.values.status) ?? 'waiting',
    inbound_rules: rulesOf(it, plan, { block: 'inbound_rule', side: 'source', ends: 'sources' }),
    outbound_rules: rulesOf(it, plan, { block: 'outbound_rule', side: 'destination', ends: 'destinations' }),
    droplet_ids: idsOf(it, ['droplet_ids'], plan, DROPLETS),
    tags: texts(it.values.tags),
  }
}

interface Direction {
  block: string
  side: string
  ends: string
}

/** Undefined, so that the firewall is not checked, where addresses are known only after apply. */
function rulesOf(it: Planned, plan: PlanView, { block, side, ends }: Direction): Content[] | undefined {
  const rules = records(it.values[block])
  if (rules.some((rule) => addressesOf(rule, side).some((address) => typeof address !== 'string')))
    return undefined
  return rules.map((rule, at) =>
    present({
      protocol: rule.protocol,
      ports: text(rule.port_range) || undefined,
      [ends]: {
        addresses: addressesOf(rule, side),
        droplet_ids: idsOf(it, [block, at, `${side}_droplet_ids`], plan, DROPLETS),
        load_balancer_uids: idsOf(it, [block, at, `${side}_load_balancer_uids`], plan, BALANCERS),
        kubernetes_ids: idsOf(it, [block, at, `${side}_kubernetes_ids`], plan, CLUSTERS),
        tags: texts(rule[`${side}_tags`]),
      },
    }),
  )
}

const addressesOf = (rule: Content, side: string): unknown[] => {
  const addresses = rule[`${side}_addresses`]
  return Array.isArray(addresses) ? addresses : []
}

function loadBalancer(it: Planned, plan: PlanView) {
  const { values } = it
  const [vpc_uuid] = idsOf(it, ['vpc_uuid'], plan, VPCS)
  const rules = records(values.forwarding_rule).map((rule, at) => {
    const certificates = [
      ...idsOf(it, ['forwarding_rule', at, 'certificate_id'], plan, CERTIFICATES),
      ...idsOf(it, ['forwarding_rule', at, 'certificate_name'], plan, CERTIFICATES),
    ]
    return { ...rule, certificate_id: String(certificates[0] ?? '') }
  })
  return {
    ...values,
    ...present({ vpc_uuid, firewall: single(values.firewall), health_check: single(values.healthcheck) }),
    name: named(it),
    status: text(values.status) ?? 'new',
    network: text(values.network) ?? 'EXTERNAL',
    type: text(values.type) ?? 'REGIONAL',
    forwarding_rules: rules,
    droplet_ids: idsOf(it, ['droplet_ids'], plan, DROPLETS),
    tag: text(values.droplet_tag) ?? '',
  }
}

const vpc = (it: Planned, plan: PlanView) => ({
  ...it.values,
  name: named(it),
  // Of one that is made without a range, the provider chooses it.
  ip_range: text(it.values.ip_range) ?? '10.0.0.0/20',
  default: it.values.default === true,
  created_at: timed(it, plan),
  members: VPC_HOLDS.flatMap(([terraform, type, attribute]) =>
    partsOf(it, plan, { terraform, attribute, own: 'id' }).map((other) => ({
      urn: `do:${resourceKinds[type].urn}:${urnIdOf(other, type)}`,
    })),
  ),
})

const VPC_HOLDS = [
  ['digitalocean_droplet', 'droplet', 'vpc_uuid'],
  ['digitalocean_loadbalancer', 'load_balancer', 'vpc_uuid'],
  ['digitalocean_database_cluster', 'database', 'private_network_uuid'],
  ['digitalocean_kubernetes_cluster', 'kubernetes_cluster', 'vpc_uuid'],
] as const

const vpcPeering = (it: Planned, plan: PlanView) => ({
  ...it.values,
  name: named(it),
  vpc_ids: idsOf(it, ['vpc_ids'], plan, VPCS),
  status: text(it.values.status) ?? 'PROVISIONING',
})

function reservedIp(it: Planned, plan: PlanView) {
  const assignments = partsOf(it, plan, {
    terraform: `${it.type}_assignment`,
    attribute: 'ip_address',
    own: 'ip_address',
  })
  const [id] = [it, ...assignments].flatMap((other) => idsOf(other, ['droplet_id'], plan, DROPLETS))
  return {
    ...present({ ip: text(it.values.ip_address) }),
    region: { slug: text(it.values.region) ?? 'unknown' },
    droplet: id === undefined ? null : { id },
  }
}

function reservedIpv6(it: Planned, plan: PlanView) {
  const assignments = partsOf(it, plan, { terraform: `${it.type}_assignment`, attribute: 'ip', own: 'ip' })
  const [id] = assignments.flatMap((other) => idsOf(other, ['droplet_id'], plan, DROPLETS))
  return {
    ...present({ ip: text(it.values.ip) }),
    region_slug: text(it.values.region_slug) ?? 'unknown',
    reserved_at: plan.at,
    droplet: id === undefined ? null : { id },
  }
}

function domain(it: Planned, plan: PlanView) {
  const own = { terraform: 'digitalocean_record', attribute: 'domain', own: 'name' }
  const ids = new Set([...partsOf(it, plan, own), ...partsOf(it, plan, { ...own, own: 'id' })])
  return { ...it.values, name: named(it), ttl: null, records: [...ids].map(domainRecord) }
}

/** Its value may be known only after apply, as the address of a Droplet is; then it is no text that a rule looks for. */
function domainRecord({ address, values }: Planned) {
  const { id, value, ttl, name, type, ...rest } = record(values)
  return {
    ...rest,
    id: Number(text(id) ?? Number.NaN) || numberOf(address),
    type,
    name,
    data: text(value) ?? '',
    ttl: typeof ttl === 'number' ? ttl : 1800,
  }
}

function cdn(it: Planned, plan: PlanView) {
  const { values } = it
  const certificates = ['certificate_id', 'certificate_name'].flatMap((attribute) =>
    idsOf(it, [attribute], plan, CERTIFICATES),
  )
  const origin = text(values.origin) ?? it.address
  return {
    ...values,
    ...present({ certificate_id: certificates[0] }),
    origin,
    endpoint: text(values.endpoint) ?? origin.replace('.digitaloceanspaces.', '.cdn.digitaloceanspaces.'),
    ttl: typeof values.ttl === 'number' ? values.ttl : 3600,
    created_at: timed(it, plan),
  }
}

export const networkShapes: Record<string, Shape> = {
  digitalocean_firewall: { type: 'firewall', facts: firewall },
  digitalocean_loadbalancer: { type: 'load_balancer', facts: loadBalancer },
  digitalocean_vpc: { type: 'vpc', facts: vpc },
  digitalocean_vpc_peering: { type: 'vpc_peering', facts: vpcPeering },
  digitalocean_reserved_ip: { type: 'reserved_ip', facts: reservedIp },
  digitalocean_floating_ip: { type: 'reserved_ip', facts: reservedIp },
  digitalocean_reserved_ipv6: { type: 'reserved_ipv6', facts: reservedIpv6 },
  digitalocean_domain: { type: 'domain', facts: domain },
  digitalocean_cdn: { type: 'cdn_endpoint', facts: cdn },
}
