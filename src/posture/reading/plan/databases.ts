// Databases, with what the provider declares beside them: trusted sources, users, settings, log sinks and pools.
import { type Content, type Planned, records, text, texts } from './planned.ts'
import { idsOf, named, type PlanView, partsOf, present, type Shape, single, timed, VPCS } from './shape.ts'

function database(it: Planned, plan: PlanView) {
  const { values } = it
  const [private_network_uuid] = idsOf(it, ['private_network_uuid'], plan, VPCS)
  const declared = (name: string) =>
    partsOf(it, plan, { terraform: `digitalocean_database_${name}`, attribute: 'cluster_id', own: 'id' }).map(
      (part) => part.values,
    )
  return {
    ...values,
    ...present({ private_network_uuid, maintenance_window: single(values.maintenance_window) }),
    name: named(it),
    num_nodes: values.node_count,
    status: text(values.status) ?? 'creating',
    created_at: timed(it, plan),
    tags: texts(values.tags),
    // Of a source that is made by the same plan only its type is known: it is none that lets everybody in.
    firewall_rules: declared('firewall').flatMap(({ rule }) =>
      records(rule).map((one) => ({ ...one, value: text(one.value) ?? '' })),
    ),
    users: [FIRST_USER, ...declared('user').map(user)],
    config: Object.assign(
      {},
      settingOf(values),
      ...ENGINES.flatMap((engine) => declared(`${engine}_config`).map((it) => configOf(engine, it))),
    ),
    log_sinks: [
      ...declared('logsink_rsyslog').map(rsyslogSink),
      ...declared('logsink_opensearch').map(opensearchSink),
    ],
    pools: declared('connection_pool').map(({ name }) => ({ name: text(name) ?? '' })),
    // Of these a plan tells nothing, and the rules about them are not asked.
    backups: [],
    autoscale: {},
  }
}

/** Each cluster comes with it. */
const FIRST_USER = { name: 'doadmin', role: 'primary' }

const user = ({ name, role, mysql_auth_plugin, settings }: Content) =>
  present({
    name: text(name) ?? '',
    role: text(role) ?? 'normal',
    mysql_settings: typeof mysql_auth_plugin === 'string' ? { auth_plugin: mysql_auth_plugin } : undefined,
    settings: single(settings),
  })

const ENGINES = ['redis', 'valkey', 'opensearch'] as const
const CACHE_SETTINGS = ['ssl', 'maxmemory_policy', 'persistence']

/** The API puts the engine’s name before what the provider has in a resource for each engine. */
function configOf(engine: (typeof ENGINES)[number], values: Content): Content {
  if (engine === 'opensearch') return present({ enable_security_audit: values.enable_security_audit })
  return present(Object.fromEntries(CACHE_SETTINGS.map((name) => [`${engine}_${name}`, values[name]])))
}

/** The one setting of a cache that the cluster itself may have. */
const settingOf = ({ eviction_policy }: Content): Content =>
  present({ redis_maxmemory_policy: text(eviction_policy) })

const rsyslogSink = ({ name, tls }: Content) => ({
  sink_name: text(name) ?? '',
  sink_type: 'rsyslog',
  config: { tls: tls === true },
})

const opensearchSink = ({ name, endpoint }: Content) => ({
  sink_name: text(name) ?? '',
  sink_type: 'opensearch',
  config: present({ url: text(endpoint) }),
})

export const databaseShapes: Record<string, Shape> = {
  digitalocean_database_cluster: { type: 'database', facts: database },
}
