// A Terraform plan as `terraform show -json` prints it: so many teams, each an instance of one module, all yet to be made.
// Some share of what every team has is faulty, in ways that both our rules and Checkov's checks speak against.
type Values = Record<string, unknown>

interface Block {
  type: string
  name: string
  /** With `count`: how many. */
  count?: number
  /** What is known before apply; `nth` counts them through all teams. */
  values(nth: number, team: number): Values
  /** What is known only after it, by attribute: the references of its expression. */
  references?: Record<string, string[]>
}

/** Each team has one firewall, for all of its Droplets. */
export const DROPLETS_OF_A_FIREWALL = 8

/** One in so many is faulty: 15 %. */
const FAULTY_EACH = 20 / 3
const isFaulty = (nth: number) => Math.floor((nth + 1) / FAULTY_EACH) > Math.floor(nth / FAULTY_EACH)

const WEB = ['digitalocean_droplet.web']
const NETWORK = ['digitalocean_vpc.network.id', 'digitalocean_vpc.network']
const ONE_OF_WEB = [...WEB, 'count.index']
const DATA = ['digitalocean_volume.data', 'count.index']
const CERTIFICATE = ['digitalocean_certificate.site.name', 'digitalocean_certificate.site']
const SITE = ['digitalocean_domain.site.id', 'digitalocean_domain.site']

const hostOf = (team: number) => `team-${team}.example.com`

const TEAM: readonly Block[] = [
  {
    type: 'vpc',
    name: 'network',
    values: (nth) => ({ name: `network-${nth}`, region: 'nyc3', description: null }),
  },
  {
    type: 'droplet',
    name: 'web',
    count: DROPLETS_OF_A_FIREWALL,
    values: (nth, team) => ({
      ...{ name: `web-${nth}`, image: 'ubuntu-24-04-x64', region: 'nyc3', size: 's-1vcpu-1gb' },
      ...{ backups: !isFaulty(nth), monitoring: true, ipv6: false, tags: [`team-${team}`] },
      ...{ ssh_keys: isFaulty(nth) ? null : ['4711'], user_data: null, resize_disk: true },
      ...{ graceful_shutdown: false, droplet_agent: null },
    }),
    references: { vpc_uuid: NETWORK },
  },
  {
    type: 'volume',
    name: 'data',
    count: 2,
    values: (nth) => ({ name: `data-${nth}`, region: 'nyc3', size: 50, snapshot_id: null, tags: null }),
  },
  {
    type: 'volume_attachment',
    name: 'data',
    count: 2,
    values: () => ({}),
    references: { droplet_id: ONE_OF_WEB, volume_id: DATA },
  },
  {
    type: 'firewall',
    name: 'web',
    values: (nth, team) => ({
      name: `web-${nth}`,
      tags: [`team-${team}`],
      droplet_ids: null,
      inbound_rule: [
        inbound('22', isFaulty(nth) ? '0.0.0.0/0' : '198.51.100.0/24'),
        inbound('443', '10.0.0.0/8'),
      ],
      outbound_rule: [],
    }),
  },
  {
    type: 'certificate',
    name: 'site',
    values: (_, team) => ({ name: `site-${team}`, type: 'lets_encrypt', domains: [hostOf(team)] }),
  },
  {
    type: 'loadbalancer',
    name: 'front',
    values: (nth, team) => ({
      ...{ name: `front-${nth}`, region: 'nyc3', size_unit: 2, droplet_tag: `team-${team}`, firewall: [] },
      redirect_http_to_https: !isFaulty(nth),
      forwarding_rule: [
        { entry_port: 443, entry_protocol: 'https', target_port: 443, target_protocol: 'https' },
        { entry_port: 80, entry_protocol: 'http', target_port: 80, target_protocol: 'http' },
      ],
      healthcheck: [{ port: 443, protocol: 'tcp' }],
    }),
    references: { vpc_uuid: NETWORK, 'forwarding_rule.0.certificate_name': CERTIFICATE },
  },
  {
    type: 'domain',
    name: 'site',
    values: (_, team) => ({ name: hostOf(team), ip_address: null }),
  },
  {
    type: 'record',
    name: 'caa',
    values: () => ({ type: 'CAA', name: '@', value: 'letsencrypt.org.', ttl: 3600, flags: 0, tag: 'issue' }),
    references: { domain: SITE },
  },
  {
    type: 'spaces_bucket',
    name: 'files',
    count: 2,
    values: (nth) => ({
      ...{ name: `files-${nth}`, region: 'nyc3', force_destroy: false },
      acl: isFaulty(nth) ? 'public-read' : 'private',
      versioning: [{ enabled: !isFaulty(nth) }],
    }),
  },
]

const inbound = (port_range: string, address: string) => ({
  protocol: 'tcp',
  port_range,
  source_addresses: [address],
  source_droplet_ids: null,
  source_tags: null,
})

const RESOURCES_OF_A_TEAM = TEAM.reduce((sum, { count = 1 }) => sum + count, 0)

/** With at least so many resources: whole teams. */
export function planOf(count: number): object {
  const teams = Array.from({ length: Math.ceil(count / RESOURCES_OF_A_TEAM) }, (_, team) => ({
    address: `module.team["team-${team}"]`,
    resources: TEAM.flatMap((block) => plannedIn(block, team)),
  }))
  return {
    format_version: '1.2',
    terraform_version: '1.13.0',
    timestamp: '2026-01-01T00:00:00Z',
    planned_values: { root_module: { child_modules: teams } },
    resource_changes: teams.flatMap(({ resources }) => resources.map(changeOf)),
    configuration: {
      provider_config: { digitalocean: { name: 'digitalocean', full_name: PROVIDER } },
      root_module: {
        module_calls: { team: { source: './team', module: { resources: TEAM.map(configured) } } },
      },
    },
  }
}

const PROVIDER = 'registry.terraform.io/digitalocean/digitalocean'

function plannedIn({ type, name, count, values }: Block, team: number) {
  const indexes = Array.from({ length: count ?? 1 }, (_, index) => index)
  return indexes.map((index) => ({
    address: `module.team["team-${team}"].digitalocean_${type}.${name}${count === undefined ? '' : `[${index}]`}`,
    mode: 'managed',
    type: `digitalocean_${type}`,
    name,
    ...(count !== undefined && { index }),
    provider_name: PROVIDER,
    schema_version: 1,
    values: values(team * (count ?? 1) + index, team),
    sensitive_values: {},
  }))
}

function changeOf({ values, schema_version, sensitive_values, ...it }: ReturnType<typeof plannedIn>[number]) {
  const change = { actions: ['create'], before: null, after: values, before_sensitive: false }
  const after_unknown = { id: true, ...UNKNOWN.get(`${it.type}.${it.name}`) }
  return { ...it, change: { ...change, after_unknown, after_sensitive: sensitive_values } }
}

/** By type and name, what the references of a block are for. */
const UNKNOWN = new Map(
  TEAM.map(({ type, name, references = {} }) => [
    `digitalocean_${type}.${name}`,
    unknownIn(Object.keys(references)),
  ]),
)

function unknownIn(paths: string[]): Values {
  const unknown: Values = {}
  for (const path of paths) {
    const [first = '', at, attribute] = path.split('.')
    if (at === undefined || attribute === undefined) unknown[first] = true
    else
      unknown[first] = Array.from({ length: Number(at) + 1 }, (_, nth) =>
        nth === Number(at) ? { [attribute]: true } : {},
      )
  }
  return unknown
}

function configured({ type, name, references = {} }: Block) {
  const expressions: Values = {}
  for (const [path, all] of Object.entries(references)) {
    const [first = '', at, attribute] = path.split('.')
    if (at === undefined || attribute === undefined) expressions[first] = { references: all }
    else expressions[first] = [{ [attribute]: { references: all } }]
  }
  const address = `digitalocean_${type}.${name}`
  return { address, mode: 'managed', type: `digitalocean_${type}`, name, expressions }
}
