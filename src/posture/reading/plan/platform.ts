// Clusters, apps and monitoring.
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

function kubernetesCluster(it: Planned, plan: PlanView) {
  const { values } = it
  const [vpc_uuid] = idsOf(it, ['vpc_uuid'], plan, VPCS)
  const added = partsOf(it, plan, {
    terraform: 'digitalocean_kubernetes_node_pool',
    attribute: 'cluster_id',
    own: 'id',
  })
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
    node_pools: [...records(values.node_pool), ...added.map((other) => other.values)].map(nodePool),
  }
}

/** One that is autoscaled may be planned without a count: it begins with its smallest. */
function nodePool({ name, node_count, auto_scale, min_nodes, max_nodes }: Content): Content {
  const smallest = auto_scale === true ? whole(min_nodes) : undefined
  return present({
    name,
    count: whole(node_count) ?? smallest,
    auto_scale: auto_scale === true,
    min_nodes: whole(min_nodes),
    max_nodes: whole(max_nodes),
  })
}

const whole = (value: unknown) => (typeof value === 'number' ? value : undefined)

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

/** Whom an alert tells, of a block that is there once. */
function recipientsIn(block: unknown) {
  const { email, slack } = single(block) ?? {}
  return {
    email: texts(email),
    slack: records(slack).map(({ channel }) => ({ channel: text(channel) ?? '' })),
  }
}

function uptimeCheck(it: Planned, plan: PlanView) {
  const alerts = partsOf(it, plan, {
    terraform: 'digitalocean_uptime_alert',
    attribute: 'check_id',
    own: 'id',
  })
  return {
    ...it.values,
    name: named(it),
    type: text(it.values.type) ?? 'https',
    enabled: it.values.enabled !== false,
    alerts: alerts.map(({ values }) => ({
      type: values.type,
      notifications: recipientsIn(values.notifications),
    })),
  }
}

const alertPolicy = (it: Planned, plan: PlanView) => ({
  ...it.values,
  ...present({ uuid: text(it.values.uuid) ?? text(it.values.id) }),
  enabled: it.values.enabled !== false,
  entities: idsOf(it, ['entities'], plan, DROPLETS).map(String),
  tags: texts(it.values.tags),
  alerts: recipientsIn(it.values.alerts),
})

export const platformShapes: Record<string, Shape> = {
  digitalocean_kubernetes_cluster: { type: 'kubernetes_cluster', facts: kubernetesCluster },
  digitalocean_app: { type: 'app', facts: app },
  digitalocean_uptime_check: { type: 'uptime_check', facts: uptimeCheck },
  digitalocean_monitor_alert: { type: 'alert_policy', facts: alertPolicy },
}
