// Databases, clusters, apps, registries and monitoring.
import { type Content, type Planned, record, records, text, texts } from './planned.ts'
import {
  DROPLETS,
  idsOf,
  named,
  type PlanView,
  partsOf,
  present,
  type Shape,
  single,
  timed,
  VPCS,
} from './shape.ts'

function database(it: Planned, plan: PlanView) {
  const [private_network_uuid] = idsOf(it, ['private_network_uuid'], plan, VPCS)
  const firewalls = partsOf(it, plan, {
    terraform: 'digitalocean_database_firewall',
    attribute: 'cluster_id',
    own: 'id',
  })
  return {
    ...it.values,
    ...present({ private_network_uuid }),
    name: named(it),
    num_nodes: it.values.node_count,
    status: text(it.values.status) ?? 'creating',
    created_at: timed(it, plan),
    tags: texts(it.values.tags),
    // Of a source that is made by the same plan only its type is known: it is none that lets everybody in.
    firewall_rules: firewalls.flatMap(({ values }) =>
      records(values.rule).map((rule) => ({ ...rule, value: text(rule.value) ?? '' })),
    ),
  }
}

function kubernetesCluster(it: Planned, plan: PlanView) {
  const { values } = it
  const [vpc_uuid] = idsOf(it, ['vpc_uuid'], plan, VPCS)
  return {
    ...values,
    ...present({
      vpc_uuid,
      control_plane_firewall: single(values.control_plane_firewall),
      maintenance_policy: single(values.maintenance_policy),
    }),
    name: named(it),
    auto_upgrade: values.auto_upgrade === true,
    surge_upgrade: values.surge_upgrade !== false,
    ha: values.ha === true,
    created_at: timed(it, plan),
    tags: texts(values.tags),
    node_pools: records(values.node_pool),
  }
}

const app = (it: Planned, plan: PlanView) => ({
  created_at: timed(it, plan),
  spec: { name: it.address, ...record(apiSpec(single(it.values.spec) ?? {})) },
})

// The provider names blocks in the singular; the API keeps lists of them in the plural.
const PLURALS: Record<string, string> = {
  service: 'services',
  static_site: 'static_sites',
  worker: 'workers',
  job: 'jobs',
  function: 'functions',
  database: 'databases',
  domain: 'domains',
  env: 'envs',
  alert: 'alerts',
  route: 'routes',
  rule: 'rules',
  log_destination: 'log_destinations',
}
const ONCE = new Set([
  ...['git', 'github', 'gitlab', 'bitbucket', 'image', 'health_check', 'cors', 'ingress', 'vpc', 'egress'],
  ...['match', 'path', 'component', 'redirect', 'autoscaling', 'termination', 'liveness_health_check'],
  'maintenance',
])

function apiSpec(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(apiSpec)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]): Array<[string, unknown]> => {
      if (inner === null) return []
      if (!Array.isArray(inner)) return [[key, apiSpec(inner)]]
      if (ONCE.has(key)) return inner.length > 0 ? [[key, apiSpec(inner[0])]] : []
      return [[(Object.hasOwn(PLURALS, key) && PLURALS[key]) || key, inner.map(apiSpec)]]
    }),
  )
}

const registry = (it: Planned, plan: PlanView): Content => ({
  ...it.values,
  name: named(it),
  created_at: timed(it, plan),
})

const uptimeCheck = (it: Planned) => ({
  ...it.values,
  name: named(it),
  type: text(it.values.type) ?? 'https',
  enabled: it.values.enabled !== false,
})

const alertPolicy = (it: Planned, plan: PlanView) => ({
  ...it.values,
  ...present({ uuid: text(it.values.uuid) ?? text(it.values.id) }),
  enabled: it.values.enabled !== false,
  entities: idsOf(it, ['entities'], plan, DROPLETS).map(String),
  tags: texts(it.values.tags),
})

export const platformShapes: Record<string, Shape> = {
  digitalocean_database_cluster: { type: 'database', facts: database },
  digitalocean_kubernetes_cluster: { type: 'kubernetes_cluster', facts: kubernetesCluster },
  digitalocean_app: { type: 'app', facts: app },
  digitalocean_container_registry: { type: 'registry', facts: registry },
  digitalocean_uptime_check: { type: 'uptime_check', facts: uptimeCheck },
  digitalocean_monitor_alert: { type: 'alert_policy', facts: alertPolicy },
}
