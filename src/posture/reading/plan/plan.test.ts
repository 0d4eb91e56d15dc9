// Plans as `terraform show -json` prints them: what there will be, found through modules, counts and references.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { planJson } from '../../../../test/posture/plan_json.ts'
import { checkInventory, type Inventory } from '../../inventory.ts'
import { resultOf } from '../../report/result.ts'
import { rules } from '../../rules/all.ts'
import { scan } from '../../scan.ts'
import { readPlan } from './plan.ts'
import { UNTOLD } from './untold.ts'

const NOW = new Date('2026-06-01T00:00:00Z')

function read(content: unknown): Inventory {
  const inventory = readPlan(content, NOW)
  if (typeof inventory === 'string') return assert.fail(inventory)
  return inventory
}

const inventory = read(planJson)
type Facts = Record<string, unknown>
const listOf = (type: keyof Inventory['resources']) => (inventory.resources[type] ?? []) as Facts[]
const oneOf = (type: keyof Inventory['resources']) => {
  const [first, ...others] = listOf(type)
  assert.equal(others.length, 0, type)
  return first as Facts
}
const idOf = (address: string) => {
  const [urn = ''] = Object.entries(inventory.declared ?? {}).find(([, it]) => it === address) ?? []
  return Number(urn.split(':').at(-1))
}

test('all that a plan tells of has the shape that rules rely on', async () => {
  assert.deepEqual((await checkInventory(inventory)).malformed, [])
  const empty = Object.entries(inventory.resources).filter(([, list]) => list.length === 0)
  assert.deepEqual(empty, [], 'the example has one of each')
  assert.equal(inventory.taken_at, '2026-05-04T10:00:00.000Z')
  assert.deepEqual(Object.keys(inventory.not_read).sort(), [
    'account',
    'image',
    'registry',
    'secret',
    'snapshot',
    'token',
  ])
})

test('a Droplet that is to be made has a public address, and what the plan says of it', () => {
  const [first, second, kept] = listOf('droplet') as [Facts, Facts, Facts]
  assert.deepEqual((first.networks as { v4: unknown[] }).v4[0], { ip_address: '192.0.2.1', type: 'public' })
  assert.deepEqual(first.image, {
    ...{ slug: 'ubuntu-24-04-x64', distribution: 'Ubuntu', name: '24.04 x64' },
    ...{ public: true, type: 'base', status: 'available' },
  })
  assert.deepEqual([first.features, second.tags], [['monitoring', 'private_networking'], []])
  assert.equal(first.vpc_uuid, 'digitalocean_vpc.main')
  assert.notEqual(first.id, second.id)
  assert.deepEqual([kept.id, kept.created_at], [4711, '2025-01-01T00:00:00Z'])
  assert.deepEqual((kept.networks as { v4: unknown[] }).v4[0], { ip_address: '203.0.113.9', type: 'public' })
})

test('references are followed through variables, outputs, counts and keys', () => {
  const [web0, web1] = [idOf('digitalocean_droplet.web[0]'), idOf('digitalocean_droplet.web[1]')]
  assert.deepEqual(oneOf('firewall').droplet_ids, [web0, web1], 'a variable of a module')
  assert.deepEqual(oneOf('load_balancer').droplet_ids, [web1], 'one of several')
  assert.deepEqual(
    listOf('reserved_ip').map(({ droplet }) => droplet),
    [{ id: web0 }, { id: web1 }],
    'count.index on both sides',
  )
  assert.deepEqual(oneOf('volume').droplet_ids, [web0], 'an attachment')
  assert.deepEqual(oneOf('vpc_peering').vpc_ids, [
    'digitalocean_vpc.main',
    'module.net["eu"].digitalocean_vpc.it',
  ])
})

test('what belongs together is put together: rules of a database, records of a domain, the spec of an app', () => {
  const [main, cache] = listOf('database') as [Facts, Facts]
  assert.deepEqual(main.firewall_rules, [{ type: 'ip_addr', value: '0.0.0.0/0' }])
  assert.deepEqual(main.users, [
    { name: 'doadmin', role: 'primary' },
    { name: 'shop', role: 'normal' },
  ])
  assert.deepEqual([main.pools, cache.pools], [[{ name: 'shop' }], []])
  assert.deepEqual(main.log_sinks, [{ sink_name: 'siem', sink_type: 'rsyslog', config: { tls: false } }])
  assert.deepEqual(cache.config, { valkey_ssl: false, valkey_persistence: 'off' })
  assert.deepEqual(cache.maintenance_window, { day: 'sunday', hour: '03:00:00' })
  assert.doesNotMatch(JSON.stringify(inventory), /sesame|hooks\.slack/)
  const { records } = oneOf('domain') as { records: Facts[] }
  assert.deepEqual(
    records.map(({ type, name, data }) => [type, name, data]),
    [
      ['TXT', '@', 'v=spf1 +all'],
      ['A', 'www', ''],
    ],
  )
  assert.deepEqual(oneOf('app').spec, {
    name: 'shop',
    services: [{ name: 'web', envs: [{ key: 'A', value: 'b', type: 'GENERAL' }], image: { tag: 'latest' } }],
  })
  const { firewall, health_check, forwarding_rules } = oneOf('load_balancer')
  assert.deepEqual(firewall, { allow: ['cidr:198.51.100.0/24'], deny: [] })
  assert.deepEqual(health_check, { port: 80, protocol: 'http' })
  assert.equal((forwarding_rules as Facts[])[0]?.certificate_id, 'digitalocean_certificate.web')
})

test('what is in a VPC, who is told, and how large a cluster is, is put together too', () => {
  const [first, second] = listOf('vpc') as [Facts, Facts]
  const [web0, web1] = [idOf('digitalocean_droplet.web[0]'), idOf('digitalocean_droplet.web[1]')]
  assert.deepEqual(first.members, [
    { urn: `do:droplet:${web0}` },
    { urn: `do:droplet:${web1}` },
    { urn: 'do:dbaas:digitalocean_database_cluster.main' },
  ])
  assert.deepEqual(second.members, [])
  assert.deepEqual(oneOf('uptime_check').alerts, [
    { type: 'down', notifications: { email: [], slack: [{ channel: 'ops' }] } },
  ])
  assert.deepEqual(oneOf('alert_policy').alerts, { email: ['ops@example.com'], slack: [] })
  assert.deepEqual(oneOf('kubernetes_cluster').node_pools, [
    { name: 'pool', count: 2, auto_scale: false },
    { name: 'more', count: 1, auto_scale: true, min_nodes: 1, max_nodes: 5 },
  ])
  assert.deepEqual(oneOf('reserved_ipv6').droplet, { id: 4711 })
})

test('what a plan cannot tell is not checked, and neither passes nor is flagged', async () => {
  const known = new Set(rules.map(({ id }) => id))
  assert.deepEqual(
    Object.keys(UNTOLD).filter((id) => !known.has(id)),
    [],
  )
  const { findings, not_checked, judged } = await scan(inventory, { rules })
  for (const [id, reason] of Object.entries(UNTOLD)) {
    assert.deepEqual(
      not_checked.filter(({ rule }) => rule.id === id).map((it) => it.reason),
      [reason],
    )
    assert.ok(!findings.some(({ rule }) => rule.id === id), id)
    assert.ok(![...judged.keys()].some((rule) => rule.id === id), id)
  }
})

test('problems are found at the addresses where they are declared', async () => {
  const report = await scan(inventory, { rules })
  const { findings } = resultOf(inventory, report, { version: '0', rules })
  const found = findings.map(({ rule, urn }) => `${rule.id} ${urn}`)
  assert.ok(found.includes('droplet-ssh-open digitalocean_droplet.web[0]'), found.join('\n'))
  assert.ok(found.includes('droplet-backups-disabled digitalocean_droplet.web[1]'))
  assert.ok(!found.includes('droplet-backups-disabled digitalocean_droplet.old'))
  assert.ok(found.includes('database-trusted-source-anywhere digitalocean_database_cluster.main'))
  assert.ok(found.includes('database-cache-not-persistent digitalocean_database_cluster.cache'))
})

test('a list of addresses of which one is known only after apply is not known, in the one rule that has it', () => {
  const plan = structuredClone(planJson)
  const [module] = plan.planned_values.root_module.child_modules
  const [rule] = (
    module as unknown as { resources: Array<{ values: { inbound_rule: Facts[] } }> }
  ).resources.flatMap(({ values }) => values.inbound_rule ?? [])
  Object.assign(rule as Facts, { source_addresses: [null, '198.51.100.1'] })
  const { unknown } = read(plan)
  assert.deepEqual(unknown?.['do:firewall:module.fw.digitalocean_firewall.it'], [
    ['inbound_rules', '0', 'sources', 'addresses'],
  ])
})

test('what is no plan is refused with what is wanted', () => {
  for (const content of [null, [], {}, { format_version: '1.0' }, { planned_values: {} }])
    assert.match(
      String(readPlan(content, NOW)),
      /^is not a plan: it wants what terraform show -json PLANFILE prints/,
    )
})

test('modules that nest without end, and references that go round, are given up', () => {
  const module: Facts = { address: 'module.a', resources: [] }
  module.child_modules = [module]
  const planned = {
    resources: [
      {
        address: 'digitalocean_volume.v',
        mode: 'managed',
        type: 'digitalocean_volume',
        name: 'v',
        values: {},
      },
    ],
    child_modules: [module],
  }
  const call = {
    expressions: { x: { references: ['module.a.x'] } },
    module: { outputs: { x: { expression: { references: ['var.x'] } } } },
  }
  const configuration = {
    resources: [
      {
        type: 'digitalocean_volume',
        name: 'v',
        expressions: { droplet_ids: { references: ['module.a.x'] } },
      },
    ],
    module_calls: { a: call },
  }
  const around = {
    format_version: '1.2',
    planned_values: { root_module: planned },
    configuration: { root_module: configuration },
  }
  const [volume] = (read(around).resources.volume ?? []) as [Facts]
  assert.deepEqual(volume.droplet_ids, [])
})
