// A plan with one of each resource that scans know, as the provider's schema has them.

const resource = (address: string, values: object) => {
  const [, type = '', name = '', written] = /(digitalocean_\w+)\.(\w+)(?:\[(.*)\])?$/.exec(address) ?? []
  const index = written === undefined ? {} : { index: JSON.parse(written) }
  return { address, mode: 'managed', type, name, ...index, values }
}

const configured = (address: string, references: Record<string, string[]> = {}, more: object = {}) => {
  const [type = '', name = ''] = address.split('.')
  const expressions = Object.fromEntries(
    Object.entries(references).map(([key, all]) => [key, { references: all }]),
  )
  return { address, mode: 'managed', type, name, expressions: { ...expressions, ...more } }
}

const web = {
  image: 'ubuntu-24-04-x64',
  size: 's-1vcpu-1gb',
  region: 'nyc3',
  monitoring: true,
  backups: false,
}

const planned = {
  resources: [
    resource('digitalocean_droplet.web[0]', { ...web, name: 'web-0', tags: null }),
    resource('digitalocean_droplet.web[1]', { ...web, name: 'web-1' }),
    resource('digitalocean_droplet.old', {
      ...web,
      ...{ id: '4711', name: 'old', backups: true, status: 'active', created_at: '2025-01-01T00:00:00Z' },
      ...{ ipv4_address: '203.0.113.9', ipv4_address_private: '10.1.0.2', urn: 'do:droplet:4711' },
    }),
    resource('digitalocean_reserved_ip.web[0]', { region: 'nyc3' }),
    resource('digitalocean_reserved_ip.web[1]', { region: 'nyc3' }),
    resource('digitalocean_reserved_ipv6.web', { region_slug: 'nyc3' }),
    resource('digitalocean_reserved_ipv6_assignment.web', {}),
    resource('digitalocean_volume.data', { name: 'data', region: 'nyc3', size: 50 }),
    resource('digitalocean_volume_attachment.data', {}),
    resource('digitalocean_vpc.main', { name: 'main', region: 'nyc3', ip_range: '10.1.0.0/16' }),
    resource('digitalocean_vpc_peering.both', { name: 'both' }),
    resource('digitalocean_certificate.web', {
      name: 'web',
      type: 'lets_encrypt',
      domains: ['www.example.com'],
    }),
    resource('digitalocean_loadbalancer.front', {
      ...{ name: 'front', region: 'nyc3', redirect_http_to_https: false, droplet_tag: null },
      forwarding_rule: [
        {
          entry_protocol: 'https',
          entry_port: 443,
          target_protocol: 'http',
          target_port: 80,
          tls_passthrough: false,
        },
      ],
      healthcheck: [{ port: 80, protocol: 'http' }],
      firewall: [{ allow: ['cidr:198.51.100.0/24'], deny: [] }],
    }),
    resource('digitalocean_domain.shop', { name: 'example.com' }),
    resource('digitalocean_record.spf', {
      domain: 'example.com',
      type: 'TXT',
      name: '@',
      value: 'v=spf1 +all',
      ttl: 60,
    }),
    resource('digitalocean_record.www', { type: 'A', name: 'www', ttl: 1800 }),
    resource('digitalocean_cdn.static', { origin: 'static.nyc3.digitaloceanspaces.com', ttl: 3600 }),
    resource('digitalocean_spaces_key.ci', { name: 'ci', grant: [{ bucket: '', permission: 'fullaccess' }] }),
    resource('digitalocean_ssh_key.ops', { name: 'ops', public_key: 'ssh-rsa AAAA ops' }),
    resource('digitalocean_project.shop', {
      name: 'shop',
      environment: 'Production',
      purpose: 'Web Application',
    }),
    resource('digitalocean_database_cluster.main', {
      ...{ name: 'main', engine: 'pg', version: '17', size: 'db-s-1vcpu-1gb', region: 'nyc3', node_count: 1 },
    }),
    resource('digitalocean_database_cluster.cache', {
      ...{
        name: 'cache',
        engine: 'valkey',
        version: '8',
        size: 'db-s-1vcpu-1gb',
        region: 'nyc3',
        node_count: 2,
      },
      ...{ id: 'd1', maintenance_window: [{ day: 'sunday', hour: '03:00:00' }], password: 'sesame' },
    }),
    resource('digitalocean_database_valkey_config.cache', {
      cluster_id: 'd1',
      ssl: false,
      persistence: 'off',
    }),
    resource('digitalocean_database_user.shop', { name: 'shop', mysql_auth_plugin: null, settings: [] }),
    resource('digitalocean_database_connection_pool.shop', { name: 'shop', size: 10 }),
    resource('digitalocean_database_logsink_rsyslog.siem', { name: 'siem', server: '192.0.2.10', tls: null }),
    resource('digitalocean_database_firewall.main', { rule: [{ type: 'ip_addr', value: '0.0.0.0/0' }] }),
    resource('digitalocean_kubernetes_cluster.prod', {
      ...{
        name: 'prod',
        region: 'nyc3',
        version: '1.34.1-do.0',
        auto_upgrade: false,
        ha: false,
        surge_upgrade: true,
      },
      node_pool: [{ name: 'pool', size: 's-2vcpu-2gb', node_count: 2 }],
    }),
    resource('digitalocean_kubernetes_node_pool.more', {
      ...{
        name: 'more',
        size: 's-2vcpu-2gb',
        node_count: null,
        auto_scale: true,
        min_nodes: 1,
        max_nodes: 5,
      },
    }),
    resource('digitalocean_app.shop', {
      spec: [
        {
          name: 'shop',
          service: [
            { name: 'web', env: [{ key: 'A', value: 'b', type: 'GENERAL' }], image: [{ tag: 'latest' }] },
          ],
        },
      ],
    }),
    resource('digitalocean_container_registry.main', { name: 'shop', subscription_tier_slug: 'basic' }),
    resource('digitalocean_uptime_check.shop', { name: 'shop', target: 'https://www.example.com' }),
    resource('digitalocean_uptime_alert.down', {
      type: 'down',
      notifications: [
        { email: null, slack: [{ channel: 'ops', url: 'https://hooks.slack.com/services/T1/A1/Z1' }] },
      ],
    }),
    resource('digitalocean_monitor_alert.cpu', {
      ...{ type: 'v1/insights/droplet/cpu', enabled: true, value: 80, window: '5m', tags: null },
      ...{ compare: 'GreaterThan', alerts: [{ email: ['ops@example.com'], slack: [] }] },
    }),
    { ...resource('data.digitalocean_droplet.other', { name: 'other' }), mode: 'data' },
    { ...resource('random_pet.name', {}), type: 'random_pet' },
  ],
  child_modules: [
    {
      address: 'module.fw',
      resources: [
        resource('module.fw.digitalocean_firewall.it', {
          name: 'web',
          inbound_rule: [
            { protocol: 'tcp', port_range: '22', source_addresses: ['0.0.0.0/0'], source_tags: null },
          ],
          outbound_rule: [{ protocol: 'icmp', port_range: '', destination_addresses: ['0.0.0.0/0'] }],
        }),
      ],
    },
    {
      address: 'module.net["eu"]',
      resources: [resource('module.net["eu"].digitalocean_vpc.it', { name: 'eu', region: 'ams3' })],
    },
  ],
}

const configuration = {
  resources: [
    configured('digitalocean_droplet.web', {
      vpc_uuid: ['digitalocean_vpc.main.id', 'digitalocean_vpc.main'],
    }),
    configured('digitalocean_reserved_ip.web', {
      droplet_id: ['digitalocean_droplet.web', 'count.index'],
    }),
    configured('digitalocean_volume_attachment.data', {
      droplet_id: [
        'digitalocean_droplet.web[0].id',
        'digitalocean_droplet.web[0]',
        'digitalocean_droplet.web',
      ],
      volume_id: ['digitalocean_volume.data.id', 'digitalocean_volume.data'],
    }),
    configured('digitalocean_vpc_peering.both', {
      vpc_ids: [
        'digitalocean_vpc.main.id',
        'digitalocean_vpc.main',
        'module.net["eu"].id',
        'module.net["eu"]',
        'module.net',
      ],
    }),
    configured(
      'digitalocean_loadbalancer.front',
      {
        droplet_ids: [
          'digitalocean_droplet.web[1].id',
          'digitalocean_droplet.web[1]',
          'digitalocean_droplet.web',
        ],
      },
      {
        forwarding_rule: [
          {
            certificate_name: {
              references: ['digitalocean_certificate.web.name', 'digitalocean_certificate.web'],
            },
          },
        ],
      },
    ),
    configured('digitalocean_record.www', {
      domain: ['digitalocean_domain.shop.id', 'digitalocean_domain.shop'],
    }),
    ...['firewall.main', 'user.shop', 'connection_pool.shop', 'logsink_rsyslog.siem'].map((part) =>
      configured(`digitalocean_database_${part}`, {
        cluster_id: ['digitalocean_database_cluster.main.id', 'digitalocean_database_cluster.main'],
      }),
    ),
    configured('digitalocean_database_cluster.main', {
      private_network_uuid: ['digitalocean_vpc.main.id', 'digitalocean_vpc.main'],
    }),
    configured('digitalocean_kubernetes_node_pool.more', {
      cluster_id: ['digitalocean_kubernetes_cluster.prod.id', 'digitalocean_kubernetes_cluster.prod'],
    }),
    configured('digitalocean_uptime_alert.down', {
      check_id: ['digitalocean_uptime_check.shop.id', 'digitalocean_uptime_check.shop'],
    }),
    configured('digitalocean_reserved_ipv6_assignment.web', {
      ip: ['digitalocean_reserved_ipv6.web.ip', 'digitalocean_reserved_ipv6.web'],
      droplet_id: ['digitalocean_droplet.old.id', 'digitalocean_droplet.old'],
    }),
  ],
  module_calls: {
    fw: {
      expressions: { droplet_ids: { references: ['digitalocean_droplet.web'] } },
      module: { resources: [configured('digitalocean_firewall.it', { droplet_ids: ['var.droplet_ids'] })] },
    },
    net: {
      module: {
        outputs: { id: { expression: { references: ['digitalocean_vpc.it.id', 'digitalocean_vpc.it'] } } },
        resources: [configured('digitalocean_vpc.it')],
      },
    },
  },
}

interface Module {
  resources: Array<ReturnType<typeof resource>>
  child_modules?: Module[]
}

/** What is written as a reference and has no value is known only after apply. */
const changesIn = ({ resources, child_modules = [] }: Module, written: Written): object[] => [
  ...resources.map(({ address, type, name, values }) => ({
    address,
    change: { actions: ['create'], after_unknown: laterOf(values, written(type, name)) },
  })),
  ...child_modules.flatMap((module) => changesIn(module, written)),
]

type Written = (type: string, name: string) => object | undefined
type Values = Record<string, unknown>

const laterOf = (values: object, expressions: object = {}): object =>
  Object.fromEntries(
    Object.entries(expressions).flatMap(([name, expression]): Array<[string, unknown]> => {
      const value = (values as Values)[name]
      if (Array.isArray(expression) && Array.isArray(value))
        return [[name, value.map((it, at) => laterOf(it, expression[at]))]]
      return value === undefined && 'references' in expression ? [[name, true]] : []
    }),
  )

const everywhere = [configuration, ...Object.values(configuration.module_calls).map(({ module }) => module)]
const writtenAs: Written = (type, name) =>
  everywhere.flatMap(({ resources }) => resources).find((it) => it.type === type && it.name === name)
    ?.expressions

export const planJson = {
  format_version: '1.2',
  terraform_version: '1.11.4',
  timestamp: '2026-05-04T10:00:00Z',
  planned_values: { root_module: planned },
  resource_changes: changesIn(planned, writtenAs),
  configuration: { root_module: configuration },
}
