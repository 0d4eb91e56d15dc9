// What is known only after apply, in the form in which OpenTofu tells of it: followed to where it will come from, or not
// known, and then neither flagged nor passed.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Content,
  constant,
  type PlanOf,
  planOf,
  type Told,
  to,
} from '../../../../test/posture/plan_of.ts'
import { checkInventory, type Inventory, type ResourceType } from '../../inventory.ts'
import { rules } from '../../rules/all.ts'
import { type Report, scan } from '../../scan.ts'
import { readPlan } from './plan.ts'

function read(plan: PlanOf): Inventory {
  const inventory = readPlan(planOf(plan), new Date('2026-06-01T00:00:00Z'))
  return typeof inventory === 'string' ? assert.fail(inventory) : inventory
}

const firstOf = (inventory: Inventory, type: ResourceType) => inventory.resources[type]?.[0] as Content
const unknownOf = ({ unknown = {} }: Inventory) =>
  Object.values(unknown).map((paths) => paths.map((it) => it.join('.')))

const scanned = (plan: PlanOf) => scan(read(plan), { rules })
const flagged = ({ findings }: Report) => findings.map(({ rule }) => rule.id)
const reasonOf = ({ not_checked }: Report, id: string, name: string) =>
  not_checked.find((it) => it.rule.id === id && it.name === name)?.reason

const TAG = { 'digitalocean_tag.web': { values: { name: 'web' }, unknown: { id: true } } }
const BY_TAG = to('digitalocean_tag.web.id')
const WEB = { name: 'web', image: 'ubuntu-24-04-x64', size: 's-1vcpu-1gb', region: 'nyc3' }
const tagged = (values: Content, tags: Content = BY_TAG): Told => ({
  values,
  unknown: { id: true, tags: true },
  expressions: { tags },
})

test('tags that are named by reference are known wherever there are tags', () => {
  const inventory = read({
    resources: {
      ...TAG,
      'digitalocean_droplet.web': tagged(WEB),
      'digitalocean_volume.data': tagged({ name: 'data', region: 'nyc3', size: 1 }),
      'digitalocean_database_cluster.main': tagged({
        name: 'main',
        engine: 'pg',
        region: 'nyc3',
        node_count: 1,
      }),
      'digitalocean_kubernetes_cluster.prod': tagged({
        name: 'prod',
        region: 'nyc3',
        version: '1.34.1-do.0',
      }),
      'digitalocean_monitor_alert.cpu': tagged({ type: 'v1/insights/droplet/cpu', value: 80 }),
      'digitalocean_loadbalancer.front': {
        values: { name: 'front', forwarding_rule: [] },
        unknown: { droplet_tag: true },
        expressions: { droplet_tag: BY_TAG },
      },
      'digitalocean_firewall.web': {
        values: { name: 'web', inbound_rule: [{ protocol: 'tcp', port_range: '22' }], outbound_rule: [] },
        unknown: { tags: true, inbound_rule: [{ source_tags: true }] },
        expressions: { tags: BY_TAG, inbound_rule: [{ protocol: constant('tcp'), source_tags: BY_TAG }] },
      },
    },
  })
  for (const type of [
    'droplet',
    'volume',
    'database',
    'kubernetes_cluster',
    'alert_policy',
    'firewall',
  ] as const)
    assert.deepEqual(firstOf(inventory, type).tags, ['web'], type)
  assert.equal(firstOf(inventory, 'load_balancer').tag, 'web')
  const [rule] = firstOf(inventory, 'firewall').inbound_rules as Array<{ sources: Content }>
  assert.deepEqual(rule?.sources.tags, ['web'])
})

test('tags of which nobody can tell are not known: what asks for them is not checked, the rest is', async () => {
  for (const tags of [to('random_pet.tag.id'), to('local.tags'), to('digitalocean_tag.web.id', 'var.more')]) {
    const report = await scanned({
      resources: {
        ...TAG,
        'random_pet.tag': { unknown: { id: true } },
        'digitalocean_droplet.web': { values: { ...WEB, backups: true, tags: ['web'] } },
        'digitalocean_firewall.some': tagged({ name: 'some', inbound_rule: [], outbound_rule: [] }, tags),
      },
    })
    assert.equal(
      reasonOf(report, 'droplet-firewall-missing', 'web'),
      'not known of digitalocean_firewall.some: tags',
    )
    assert.deepEqual(flagged(report), ['droplet-monitoring-disabled', 'droplet-ssh-key-missing'])
    const [judged] = [...report.judged].flatMap(([rule, count]) =>
      rule.id === 'droplet-firewall-missing' ? count : [],
    )
    assert.equal(judged, 0, 'it counts as passed nowhere')
  }
})

const RULE = { entry_port: 443, entry_protocol: 'https', target_port: 443, target_protocol: 'https' }
const balancer = (certificate: Content): Record<string, Told> => ({
  'digitalocean_loadbalancer.front': {
    values: { name: 'front', forwarding_rule: [RULE] },
    unknown: { forwarding_rule: [{ certificate_id: true }] },
    expressions: { forwarding_rule: [{ entry_port: constant(443), certificate_id: certificate }] },
  },
})
const OWN = {
  'digitalocean_certificate.own': { values: { name: 'own', type: 'custom' }, unknown: { id: true } },
}
const LATER = { 'data.digitalocean_certificate.own': { values: { name: 'own' }, unknown: { id: true } } }
const BY_DATA = to('data.digitalocean_certificate.own.id')
const certificateIn = (inventory: Inventory) =>
  (firstOf(inventory, 'load_balancer').forwarding_rules as Content[])[0]?.certificate_id

test('a data source leads to what it has read, or by its name to what is planned', () => {
  const planned = read({ resources: { ...OWN, ...LATER, ...balancer(BY_DATA) } })
  assert.equal(certificateIn(planned), 'digitalocean_certificate.own')
  const there = { 'digitalocean_certificate.own': { values: { id: 'c1', name: 'own', type: 'custom' } } }
  const before = { 'data.digitalocean_certificate.own': { id: 'c1', name: 'own' } }
  assert.equal(certificateIn(read({ resources: { ...there, ...balancer(BY_DATA) }, read: before })), 'c1')
})

test('a certificate that the plan does not have is not known, and none is none', async () => {
  const elsewhere = { 'data.digitalocean_certificate.own': { id: 'c1', name: 'own' } }
  for (const plan of [
    { resources: { ...LATER, ...balancer(BY_DATA) } },
    { resources: balancer(BY_DATA), read: elsewhere },
    { resources: balancer(to('random_id.it.hex')) },
  ]) {
    const report = await scanned(plan)
    assert.ok(!flagged(report).includes('load-balancer-certificate-missing'))
    assert.equal(
      reasonOf(report, 'load-balancer-certificate-missing', 'front'),
      'not known of it: forwarding_rules.0.certificate_id',
    )
    assert.ok(flagged(report).includes('load-balancer-keepalive-off'), 'what does not ask for it is checked')
  }
  const none = { 'digitalocean_loadbalancer.front': { values: { name: 'front', forwarding_rule: [RULE] } } }
  assert.ok(flagged(await scanned({ resources: none })).includes('load-balancer-certificate-missing'))
})

test('blocks are found by what they say, for plans have them in an order of their own', () => {
  const { inbound_rules } = firstOf(
    read({
      resources: {
        'digitalocean_droplet.a': { values: { ...WEB, id: '1' } },
        'digitalocean_droplet.b': { values: { ...WEB, id: '2' } },
        'digitalocean_firewall.web': {
          values: {
            name: 'web',
            inbound_rule: [
              { protocol: 'tcp', port_range: '5432' },
              { protocol: 'tcp', port_range: '6379' },
            ],
            outbound_rule: [],
          },
          unknown: { inbound_rule: [{ source_droplet_ids: true }, { source_droplet_ids: true }] },
          expressions: {
            inbound_rule: [
              { port_range: constant(6379), source_droplet_ids: to('digitalocean_droplet.b.id') },
              { port_range: constant(5432), source_droplet_ids: to('digitalocean_droplet.a.id') },
            ],
          },
        },
      },
    }),
    'firewall',
  ) as { inbound_rules: Array<{ ports: string; sources: Content }> }
  assert.deepEqual(
    inbound_rules.map(({ ports, sources }) => [ports, sources.droplet_ids]),
    [
      ['5432', [1]],
      ['6379', [2]],
    ],
  )
})

test('what is not shown of a dynamic block is not known, and the rest of the resource is', async () => {
  const firewall = (told: Told) =>
    read({ resources: { 'digitalocean_firewall.web': { expressions: { name: constant('web') }, ...told } } })
  const one = firewall({
    values: { name: 'web', inbound_rule: [{ protocol: 'tcp', port_range: '22' }], outbound_rule: [] },
    unknown: { id: true, status: true, inbound_rule: [{ source_addresses: true }] },
  })
  assert.deepEqual(unknownOf(one), [['inbound_rules.0.sources.addresses']])
  assert.deepEqual((await checkInventory(one)).malformed, [])
  const how_many = firewall({ values: { name: 'web', outbound_rule: [] }, unknown: { inbound_rule: true } })
  assert.deepEqual(unknownOf(how_many), [['inbound_rules']])
  const by_protocol = firewall({
    values: { name: 'web', inbound_rule: [{ port_range: '22' }], outbound_rule: [] },
    unknown: { inbound_rule: [{ protocol: true, source_tags: true }] },
  })
  assert.deepEqual(unknownOf(by_protocol), [['inbound_rules']], 'a rule has to have a protocol')
})

test('what the provider chooses is as the API has it by default', () => {
  const inventory = read({
    resources: {
      'digitalocean_loadbalancer.front': {
        values: { name: 'front', region: 'nyc3', forwarding_rule: [] },
        unknown: { id: true, ip: true, vpc_uuid: true, size_unit: true, status: true, droplet_ids: true },
        expressions: { name: constant('front') },
      },
      'digitalocean_certificate.site': {
        values: { name: 'site', type: 'lets_encrypt', domains: ['*.example.com'] },
        unknown: { id: true, state: true, not_after: true },
        expressions: { name: constant('site') },
      },
    },
  })
  assert.deepEqual(unknownOf(inventory), [])
  const { size_unit, vpc_uuid, network } = firstOf(inventory, 'load_balancer')
  assert.deepEqual([size_unit, vpc_uuid, network], [1, 'the default VPC of nyc3', 'EXTERNAL'])
  const { state, not_after } = firstOf(inventory, 'certificate')
  assert.deepEqual([state, not_after], ['verified', '2026-08-30T00:00:00.000Z'])
})

test('of an uploaded certificate its dates and names are in a file, and so not known', async () => {
  const report = await scanned({ resources: OWN })
  assert.equal(reasonOf(report, 'certificate-ends-soon', 'own'), 'not known of it: not_after')
  assert.deepEqual(flagged(report), [])
})

test('user data, of which a plan has a hash, is read where it is written', async () => {
  const hash = {
    ...WEB,
    user_data: '4e3f6084fb19ba9a5a0c4c28d75c773fc6b43627',
    backups: true,
    monitoring: true,
  }
  const droplet = (user_data: Content) => ({
    resources: { 'digitalocean_droplet.web': { values: hash, expressions: { user_data } } },
  })
  const written = await scanned(droplet(constant('#cloud-config\nssh_pwauth: true\n')))
  assert.ok(flagged(written).includes('droplet-user-data-password-login'))
  const from_file = await scanned(droplet({ references: ['path.module'] }))
  assert.equal(reasonOf(from_file, 'droplet-user-data-password-login', 'web'), 'not known of it: user_data')
  assert.ok(!flagged(from_file).includes('droplet-user-data-password-login'))
})

test('an image is known by its slug, by a data source, or by the plan that makes it', async () => {
  const droplet = (image: unknown, read = {}): PlanOf => ({
    resources: { 'digitalocean_droplet.web': { values: { ...WEB, image } } },
    read,
  })
  for (const slug of [
    'ubuntu-18-04-x64',
    'debian-9-x64',
    'centos-stream-8-x64',
    'rockylinux-8',
    'fedora-40-x64',
  ]) {
    const isOver = flagged(await scanned(droplet(slug))).includes('droplet-image-end-of-life')
    assert.equal(isOver, slug !== 'rockylinux-8', slug)
  }
  const application = await scanned(droplet('docker-20-04'))
  assert.equal(
    reasonOf(application, 'droplet-image-end-of-life', 'web'),
    'not known of it: image.distribution',
  )
  const number = await scanned(droplet('4711'))
  assert.equal(reasonOf(number, 'droplet-custom-image', 'web'), 'not known of it: image')
  const known = { id: 4711, slug: '', name: 'golden', distribution: 'Debian', private: true, type: 'custom' }
  const read = await scanned(droplet('4711', { 'data.digitalocean_image.own': known }))
  assert.ok(flagged(read).includes('droplet-custom-image'))
  const made = await scanned({
    resources: {
      'digitalocean_custom_image.own': {
        values: { name: 'own', distribution: 'Debian' },
        unknown: { id: true },
      },
      'digitalocean_droplet.web': {
        values: { ...WEB, image: null },
        unknown: { image: true },
        expressions: { image: to('digitalocean_custom_image.own.id') },
      },
    },
  })
  assert.ok(flagged(made).includes('droplet-custom-image'))
})

test('times are read as the provider writes them', () => {
  const made = (created_at?: string) =>
    firstOf(read({ resources: { 'digitalocean_vpc.main': { values: { name: 'main', created_at } } } }), 'vpc')
      .created_at
  assert.equal(made('2026-01-31 08:00:00 +0000 UTC'), '2026-01-31T08:00:00Z')
  assert.equal(made('2026-01-31T08:00:00Z'), '2026-01-31T08:00:00Z')
  assert.equal(made(), '2026-06-01T00:00:00.000Z')
})

test('the keys of a Droplet are those that it refers to, and of one without any the list is empty', () => {
  const droplet = (told: Told) =>
    firstOf(
      read({
        resources: {
          'digitalocean_ssh_key.admin': {
            values: { id: '7', name: 'admin', public_key: 'ssh-ed25519 AAAA' },
          },
          'digitalocean_droplet.web': told,
        },
      }),
      'droplet',
    ).ssh_keys
  const by_reference = { ssh_keys: to('digitalocean_ssh_key.admin.id') }
  assert.deepEqual(droplet({ values: WEB, unknown: { ssh_keys: true }, expressions: by_reference }), [7])
  assert.deepEqual(droplet({ values: { ...WEB, ssh_keys: null } }), [])
  assert.equal(
    droplet({ values: { ...WEB, id: '4711', ssh_keys: null } }),
    undefined,
    'the API shows no keys',
  )
})

test('one value may be chosen by what is known, but not among several resources', () => {
  const vpc = (...references: string[]) =>
    firstOf(
      read({
        resources: {
          'digitalocean_vpc.a': { values: { name: 'a' }, unknown: { id: true } },
          'digitalocean_vpc.b': { values: { name: 'b' }, unknown: { id: true } },
          'digitalocean_droplet.web': {
            values: WEB,
            unknown: { vpc_uuid: true },
            expressions: { vpc_uuid: to(...references) },
          },
        },
      }),
      'droplet',
    ).vpc_uuid
  assert.equal(vpc('var.own_vpc', 'digitalocean_vpc.a.id'), 'digitalocean_vpc.a')
  assert.equal(vpc('digitalocean_vpc.a.id', 'digitalocean_vpc.b.id'), undefined)
})

test('records lead to planned resources, and one of an unknown domain may be of any', () => {
  const domain = (record: Told) => {
    const inventory = read({
      resources: {
        'digitalocean_domain.site': { values: { name: 'example.com' }, unknown: { id: true } },
        'digitalocean_droplet.web': { values: WEB, unknown: { id: true, ipv4_address_private: true } },
        'digitalocean_record.it': record,
      },
    })
    return [firstOf(inventory, 'domain').records, ...unknownOf(inventory)]
  }
  const record = (type: string, attribute: string): Told => ({
    values: { type, name: 'db' },
    unknown: { id: true, domain: true, value: true, ttl: true },
    expressions: {
      domain: to('digitalocean_domain.site.id'),
      value: to(`digitalocean_droplet.web.${attribute}`),
    },
  })
  const dataOf = (told: Told) => (domain(told)[0] as Content[]).map(({ data, ttl }) => [data, ttl])
  assert.deepEqual(dataOf(record('A', 'ipv4_address_private')), [['10.0.0.2', 1800]])
  assert.deepEqual(dataOf(record('A', 'ipv4_address')), [['digitalocean_droplet.web', 1800]])
  assert.deepEqual(domain(record('TXT', 'ipv4_address'))[1], ['records.0.data'], 'it may say more than that')
  const elsewhere = {
    values: { type: 'A', name: 'x' },
    unknown: { domain: true },
    expressions: { domain: to('local.zone') },
  }
  assert.deepEqual(domain(elsewhere), [undefined, ['records']])
})
