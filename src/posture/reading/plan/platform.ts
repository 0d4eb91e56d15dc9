// Clusters, apps and monitoring.
import { type Content, type Planned, record, records, text, Unknown } from './planned.ts'
import {
  BALANCERS,
  DATABASES,
  DROPLETS,
  idsOf,
  known,
  named,
  oneIdOf,
  or,
  type PlanView,
  partsOf,
  present,
  type Shape,
  single,
  tagsOf,
  timed,
  VPCS,
} from './shape.ts'

function kubernetesCluster(it: Planned, plan: PlanView) {
  const { values } = it
  const added = partsOf(it, plan, {
    terraform: 'digitalocean_kubernetes_node_pool',
    attribute: 'cluster_id',
    own: 'id',
  })
  return {
    ...values,
    ...present({
      vpc_uuid: oneIdOf(it, values.vpc_uuid, plan, VPCS),
      control_plane_firewall: single(values.control_plane_firewall),
      maintenance_policy: single(values.maintenance_policy),
    }),
    name: named(it),
    auto_upgrade: or(values.auto_upgrade, false),
    surge_upgrade: or(values.surge_upgrade, true),
    ha: or(values.ha, false),
    created_at: timed(it, plan),
    tags: tagsOf(it, values.tags, plan),
    node_pools: known(values.node_pool, (own) =>
      known(added, (others) => [...records(own), ...others.map(({ values }) => values)].map(nodePool)),
    ),
  }
}

/** One that is autoscaled may be planned without a count: it begins with its smallest. */
const nodePool = ({ name, node_count, auto_scale, min_nodes, max_nodes }: Content): Content =>
  present({
    name,
    count: or(node_count, auto_scale === true ? min_nodes : undefined),
    auto_scale: or(auto_scale, false),
    min_nodes,
    max_nodes,
  })

const app = (it: Planned, plan: PlanView) => ({
  created_at: timed(it, plan),
  spec: known(single(it.values.spec), (spec) => ({ name: it.address, ...record(apiSpec(spec ?? {})) })),
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
  if (typeof value !== 'object' || value === null || value instanceof Unknown) return value
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
const recipientsIn = (block: unknown) =>
  known(single(block) ?? {}, ({ email, slack }: Content) => ({
    email: or(email, []),
    slack: known(slack, (channels) => records(channels).map(({ channel }) => ({ channel: or(channel, '') }))),
  }))

function uptimeCheck(it: Planned, plan: PlanView) {
  const alerts = partsOf(it, plan, {
    terraform: 'digitalocean_uptime_alert',
    attribute: 'check_id',
    own: 'id',
  })
  return {
    ...it.values,
    name: named(it),
    type: or(it.values.type, 'https'),
    enabled: or(it.values.enabled, true),
    alerts: known(alerts, (all) =>
      all.map(({ values }) => ({ type: values.type, notifications: recipientsIn(values.notifications) })),
    ),
  }
}

const alertPolicy = (it: Planned, plan: PlanView) => ({
  ...it.values,
  ...present({ uuid: text(it.values.uuid) ?? text(it.values.id) }),
  enabled: or(it.values.enabled, true),
  entities: known(idsOf(it, it.values.entities, plan, DROPLETS, BALANCERS, DATABASES), (ids) =>
    ids.map(String),
  ),
  tags: tagsOf(it, it.values.tags, plan),
  alerts: recipientsIn(it.values.alerts),
})

export const platformShapes: Record<string, Shape> = {
  digitalocean_kubernetes_cluster: { type: 'kubernetes_cluster', facts: kubernetesCluster },
  digitalocean_app: { type: 'app', facts: app },
  digitalocean_uptime_check: { type: 'uptime_check', facts: uptimeCheck },
  digitalocean_monitor_alert: { type: 'alert_policy', facts: alertPolicy },
}
