// Databases, with what the provider declares beside them: trusted sources, users, settings, log sinks and pools.
import { type Content, type Planned, records, text, Unknown } from './planned.ts'
import {
  FUTURE_ADDRESS,
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

function database(it: Planned, plan: PlanView) {
  const { values } = it
  const declared = (name: string) =>
    partsOf(it, plan, { terraform: `digitalocean_database_${name}`, attribute: 'cluster_id', own: 'id' })
  return {
    ...values,
    // One that names no VPC gets into that which its region puts everything into, of which a plan does not tell.
    private_network_uuid: or(oneIdOf(it, values.private_network_uuid, plan, VPCS), new Unknown([])),
    ...present({ maintenance_window: single(values.maintenance_window) }),
    name: named(it),
    num_nodes: values.node_count,
    status: text(values.status) ?? 'creating',
    created_at: timed(it, plan),
    tags: tagsOf(it, values.tags, plan),
    firewall_rules: known(declared('firewall'), (firewalls) => sourcesIn(firewalls, plan)),
    users: known(declared('user'), (users) => [FIRST_USER, ...users.map(user)]),
    config: configOf(values, declared),
    log_sinks: joined(
      known(declared('logsink_rsyslog'), (sinks) => sinks.map(rsyslogSink)),
      known(declared('logsink_opensearch'), (sinks) => sinks.map(opensearchSink)),
    ),
    pools: known(declared('connection_pool'), (pools) => pools.map((pool) => ({ name: named(pool) }))),
    // Of these a plan tells nothing, and the rules about them are not asked.
    backups: [],
    autoscale: {},
  }
}

const joined = (...lists: Array<unknown[] | Unknown>): unknown[] | Unknown =>
  lists.find((some) => some instanceof Unknown) ?? lists.flat()

const sourcesIn = (firewalls: Planned[], plan: PlanView): unknown[] | Unknown =>
  joined(
    ...firewalls.map((it) =>
      known(it.values.rule, (rules) =>
        records(rules).map((rule) => ({ ...rule, value: sourceOf(it, rule, plan) })),
      ),
    ),
  )

/** Of a source that is no address only its type matters: it is none that lets everybody in. */
function sourceOf(it: Planned, { type, value }: Content, plan: PlanView): unknown {
  if (!(value instanceof Unknown)) return or(value, '')
  const [only, second] = plan.referentsOf(it, value)?.filter(({ of }) => of !== undefined) ?? []
  if (type !== 'ip_addr') return only?.of?.address ?? ''
  return only && !second && HOST.test(only.attribute) ? FUTURE_ADDRESS : value
}

/** Attributes with the address of one host. */
const HOST = /^(ip|ip_address|ipv[46]_address)$/

/** Each cluster comes with it. */
const FIRST_USER = { name: 'doadmin', role: 'primary' }

const user = (it: Planned) => {
  const { role, mysql_auth_plugin, settings } = it.values
  return present({
    name: named(it),
    role: or(role, 'normal'),
    mysql_settings: mysql_auth_plugin === undefined ? undefined : { auth_plugin: mysql_auth_plugin },
    settings: single(settings),
  })
}

const ENGINES = ['redis', 'valkey', 'opensearch'] as const
const CACHE_SETTINGS = ['ssl', 'maxmemory_policy', 'persistence']

type Declared = (name: string) => Planned[] | Unknown

function configOf({ eviction_policy }: Content, declared: Declared): Content | Unknown {
  const configs = ENGINES.map((engine) =>
    known(declared(`${engine}_config`), (all) => all.map(({ values }) => settingsOf(engine, values))),
  )
  // The one setting of a cache that the cluster itself may have.
  const own = present({ redis_maxmemory_policy: eviction_policy })
  return known(joined(...configs), (all) => Object.assign(own, ...all))
}

/** The API puts the engine’s name before what the provider has in a resource for each engine. */
function settingsOf(engine: (typeof ENGINES)[number], values: Content): Content {
  if (engine === 'opensearch') return present({ enable_security_audit: values.enable_security_audit })
  return present(Object.fromEntries(CACHE_SETTINGS.map((name) => [`${engine}_${name}`, values[name]])))
}

const rsyslogSink = (it: Planned) => ({
  sink_name: named(it),
  sink_type: 'rsyslog',
  config: { tls: or(it.values.tls, false) },
})

const opensearchSink = (it: Planned) => ({
  sink_name: named(it),
  sink_type: 'opensearch',
  config: present({ url: it.values.endpoint }),
})

export const databaseShapes: Record<string, Shape> = {
  digitalocean_database_cluster: { type: 'database', facts: database },
}
