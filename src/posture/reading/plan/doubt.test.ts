// Plans that could be read in two ways: where nobody can tell which, nothing is flagged and nothing passes.
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
import type { Inventory, ResourceType } from '../../inventory.ts'
import { rules } from '../../rules/all.ts'
import { scan } from '../../scan.ts'
import { readPlan } from './plan.ts'

function readJson(plan: object): Inventory {
  const inventory = readPlan(plan, new Date('2026-06-01T00:00:00Z'))
  return typeof inventory === 'string' ? assert.fail(inventory) : inventory
}

const read = (plan: PlanOf) => readJson(planOf(plan))

/** What one rule says of each: that it is flagged, or why it was not checked. Those that pass are left out. */
async function saidBy(id: string, inventory: Inventory): Promise<Record<string, string>> {
  const { findings, not_checked } = await scan(inventory, { rules: rules.filter((it) => it.id === id) })
  return Object.fromEntries([
    ...findings.map(({ name }) => [name, 'flagged']),
    ...not_checked.map(({ name, reason }) => [name, reason]),
  ])
}

const only = (inventory: Inventory, type: ResourceType) => inventory.resources[type]?.[0] as Content

const WEB = { name: 'web', image: 'ubuntu-24-04-x64', size: 's-1vcpu-1gb', region: 'nyc3' }
const cluster = (name: string): Told => ({
  values: { name, engine: 'pg', region: 'nyc3', node_count: 1 },
  unknown: { id: true },
})
const A_AND_B = {
  'digitalocean_database_cluster.a': cluster('a'),
  'digitalocean_database_cluster.b': cluster('b'),
}
const sourcesOf = (...references: string[]): Record<string, Told> => ({
  'digitalocean_database_firewall.it': {
    values: { rule: [{ type: 'ip_addr', value: '198.51.100.7' }] },
    unknown: { id: true, cluster_id: true },
    expressions: { cluster_id: { references } },
  },
})

test('what belongs to one of several, or to what another resource says, may belong to any', async () => {
  const later = 'not known of it: firewall_rules'
  const app = {
    values: { name: 'app' },
    unknown: { id: true, cluster_id: true },
    expressions: { cluster_id: to('digitalocean_database_cluster.a.id') },
  }
  for (const references of [
    ['var.is_prod', 'digitalocean_database_cluster.a.id', 'digitalocean_database_cluster.b.id'],
    ['digitalocean_database_db.app.cluster_id'],
    ['var.cluster'],
    ['terraform.workspace'],
  ]) {
    const resources = { ...A_AND_B, 'digitalocean_database_db.app': app, ...sourcesOf(...references) }
    const said = await saidBy('database-no-trusted-sources', read({ resources }))
    assert.deepEqual(said, { a: later, b: later }, references.join(' '))
  }
})

test('what belongs to one that is chosen by what is known belongs to that one', async () => {
  const resources = { ...A_AND_B, ...sourcesOf('var.is_prod', 'digitalocean_database_cluster.a.id') }
  assert.deepEqual(await saidBy('database-no-trusted-sources', read({ resources })), { b: 'flagged' })
})

test('what belongs to a data source belongs to what that asks for by its name, or to nothing of the plan', async () => {
  const asked = async (values: Content, unknown: Content) => {
    const source = { 'data.digitalocean_database_cluster.it': { values, unknown, expressions: { name: {} } } }
    const resources = { ...A_AND_B, ...source, ...sourcesOf('data.digitalocean_database_cluster.it.id') }
    return await saidBy('database-no-trusted-sources', read({ resources }))
  }
  assert.deepEqual(await asked({ name: 'a' }, { id: true }), { b: 'flagged' })
  assert.deepEqual(await asked({ name: 'elsewhere' }, { id: true }), { a: 'flagged', b: 'flagged' })
  const later = 'not known of it: firewall_rules'
  assert.deepEqual(await asked({}, { id: true, name: true }), { a: later, b: later })
})

test('what is left of a resource from before says nothing of the one that is planned', async () => {
  const firewall: Told = {
    values: {
      name: 'f',
      droplet_ids: [5],
      inbound_rule: [{ protocol: 'tcp', port_range: '22' }],
      outbound_rule: [],
    },
    unknown: { inbound_rule: [{ source_addresses: true }] },
    expressions: { inbound_rule: [{ protocol: constant('tcp'), source_addresses: to('local.x') }] },
  }
  const droplet = { values: { ...WEB, id: '5' } }
  const plan = planOf({
    resources: { 'digitalocean_droplet.web': droplet, 'digitalocean_firewall.f': firewall },
  })
  const deposed = { actions: ['delete'], after: null, after_unknown: false }
  const left = { address: 'digitalocean_firewall.f', deposed: 'abcd1234', change: deposed }
  const both = { ...plan, resource_changes: [...plan.resource_changes, left] }
  assert.deepEqual(await saidBy('droplet-ssh-open', readJson(both)), {
    web: 'not known of digitalocean_firewall.f: inbound_rules.0.sources.addresses',
  })
})

test('resources whose long addresses differ only in their ends are apart', async () => {
  const long = `digitalocean_firewall.${'x'.repeat(210)}`
  const open: Told = {
    values: {
      name: 'open',
      droplet_ids: [],
      inbound_rule: [{ protocol: 'tcp', port_range: '22' }, { protocol: 'tcp' }],
      outbound_rule: [],
    },
    unknown: { inbound_rule: [{}, { source_addresses: true }] },
  }
  const wide: Told = {
    values: {
      name: 'wide',
      droplet_ids: [],
      inbound_rule: [{ protocol: 'tcp', port_range: '22', source_addresses: ['34.0.0.0/8'] }],
      outbound_rule: [],
    },
  }
  const inventory = read({ resources: { [`${long}a`]: open, [`${long}b`]: wide } })
  const urns = Object.keys(inventory.declared ?? {})
  assert.equal(urns.length, 2)
  assert.ok(urns.every((urn) => urn.length <= 'do:firewall:'.length + 200))
  assert.deepEqual(await saidBy('firewall-wide-source', inventory), {
    open: 'not known of it: inbound_rules.1.sources.addresses',
    wide: 'flagged',
  })
})

test('of two that say they have the same id, what is not known of one is known of neither', async () => {
  const droplet = (name: string): Told => ({
    values: { ...WEB, id: '5' },
    unknown: { [name]: true },
    expressions: { [name]: to('local.x') },
  })
  const resources = { 'digitalocean_droplet.a': droplet('locked'), 'digitalocean_droplet.b': droplet('tags') }
  const inventory = read({ resources })
  assert.deepEqual(inventory.unknown, { 'do:droplet:5': [['locked'], ['tags']] })
})

test('a resource of which something is said to be not known that it does not have is not checked', async () => {
  const inventory = read({ resources: { 'digitalocean_domain.site': { values: { name: 'example.com' } } } })
  const stray = { ...inventory, unknown: { 'do:domain:example.com': [['records', '7', 'data']] } }
  assert.deepEqual(await saidBy('domain-caa-missing', stray), {
    'example.com': 'records.7.data is said to be not known, and is not there',
  })
})

test('the certificate of a domain is found as that of a forwarding rule is', async () => {
  const own = { name: 'own', type: 'lets_encrypt', id: 'c1', state: 'verified' }
  const front = (certificate_name: unknown): Told => ({
    values: { name: 'front', type: 'GLOBAL', domains: [{ name: 'a.example', certificate_name }] },
    unknown: { id: true, domains: [{ certificate_id: true }] },
    expressions: { domains: [{ name: constant('a.example'), certificate_name: {} }] },
  })
  const domainOf = (name: string) => {
    const certificate = { 'digitalocean_certificate.own': { values: own } }
    const inventory = read({ resources: { ...certificate, 'digitalocean_loadbalancer.front': front(name) } })
    return [only(inventory, 'load_balancer').domains, ...Object.values(inventory.unknown ?? {})]
  }
  assert.deepEqual(domainOf('own'), [[{ name: 'a.example', certificate_id: 'c1' }]])
  assert.deepEqual(domainOf('elsewhere').slice(1), [[['domains', '0', 'certificate_id']]])
})

test('what an index or the workspace alone is written for is not known', async () => {
  for (const reference of ['terraform.workspace', 'count.index', 'path.module']) {
    const firewall: Told = {
      values: { name: 'f', inbound_rule: [], outbound_rule: [] },
      unknown: { tags: true },
      expressions: { tags: { references: [reference] } },
    }
    const resources = {
      'digitalocean_droplet.web': { values: { ...WEB, tags: ['build-1'] } },
      'digitalocean_firewall.f': firewall,
    }
    assert.deepEqual(
      await saidBy('droplet-firewall-missing', read({ resources })),
      { web: 'not known of digitalocean_firewall.f: tags' },
      reference,
    )
  }
})

test('a dynamic block is not taken for one that is written beside it', async () => {
  const rule = { protocol: 'tcp', port_range: '22' }
  const written = { protocol: constant('tcp'), port_range: constant('22'), source_tags: to('var.tags') }
  const firewall: Told = {
    values: {
      name: 'f',
      droplet_ids: [5],
      inbound_rule: [{ ...rule, source_tags: ['x'] }, rule],
      outbound_rule: [],
    },
    unknown: { inbound_rule: [{}, { source_addresses: true }] },
    expressions: { inbound_rule: [written] },
  }
  const droplet = { values: { ...WEB, id: '5' } }
  const inventory = read({
    resources: { 'digitalocean_droplet.web': droplet, 'digitalocean_firewall.f': firewall },
  })
  assert.deepEqual(await saidBy('droplet-ssh-open', inventory), {
    web: 'not known of digitalocean_firewall.f: inbound_rules.1.sources.addresses',
  })
})

test('sizes, locks, backups and ranges that are known only after apply are not known', async () => {
  const later = (values: Content, ...names: string[]): Told => ({
    values,
    unknown: Object.fromEntries(names.map((name) => [name, true])),
    expressions: Object.fromEntries(names.map((name) => [name, to('local.x')])),
  })
  const inventory = read({
    resources: {
      'digitalocean_loadbalancer.front': later({ name: 'front', forwarding_rule: [] }, 'size'),
      'digitalocean_droplet.web': later(WEB, 'backups', 'locked'),
      'digitalocean_vpc.main': later({ name: 'main' }, 'ip_range'),
    },
  })
  assert.deepEqual(
    Object.values(inventory.unknown ?? {}).map((paths) => paths.map(String).toSorted()),
    [['size_unit'], ['features', 'locked', 'next_backup_window'], ['ip_range']],
  )
  assert.deepEqual(await saidBy('load-balancer-single-node', inventory), {
    front: 'not known of it: size_unit',
  })
})
