// Inventories that nobody would expect: a scan ends, and what it could not judge it says it has not.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Inventory, ResourceType } from './inventory.ts'
import { readPlan } from './reading/plan/plan.ts'
import { readSaved } from './reading/saved.ts'
import { resourceKinds } from './resource_types.ts'
import { rules } from './rules/all.ts'
import { scan } from './scan.ts'

const types = Object.keys(resourceKinds) as ResourceType[]
const inventoryWith = (resources: object): Inventory => ({
  format: 'rockpool-inventory/1',
  taken_at: '2026-01-31T08:00:00Z',
  source: 'a test',
  resources,
  not_read: {},
})

/** Anything at all, or what is usual with one field replaced by anything, or left out. */
const resourceOf = (type: ResourceType) => {
  const { usual } = resourceKinds[type]
  const field = fc.constantFrom(...Object.keys(usual))
  return fc.oneof(
    fc.jsonValue(),
    fc.tuple(field, fc.jsonValue()).map(([name, value]) => ({ ...usual, [name]: value })),
    field.map((name) => Object.fromEntries(Object.entries(usual).filter(([other]) => other !== name))),
    fc.constant({ ...usual, name: 'n'.repeat(100_000) }),
  )
}

const hostile = fc.record(
  Object.fromEntries(types.map((type) => [type, fc.array(resourceOf(type), { maxLength: 3 })])),
)

test('no inventory makes a scan fail, and each resource is judged or told of', async () => {
  await fc.assert(
    fc.asyncProperty(hostile, async (resources) => {
      const { judged, not_checked, findings } = await scan(inventoryWith(resources), { rules })
      for (const rule of rules) {
        const there = (resources[rule.resource] as unknown[]).length
        const missed = not_checked.filter(
          (it) => it.rule === rule && it.type === rule.resource && !it.reason.startsWith('the rule failed'),
        )
        assert.equal((judged.get(rule) ?? 0) + missed.length, there, rule.id)
      }
      for (const { name, urn } of findings) assert.ok(name.length <= 200 && urn.length <= 300)
    }),
    { numRuns: 100 },
  )
})

test('a firewall that makes no sense is told of by the rules about Droplets that need it', async () => {
  const resources = { droplet: [resourceKinds.droplet.usual], load_balancer: [], firewall: [{ id: 'odd' }] }
  const own = rules.filter(({ resource, needs }) => resource === 'droplet' && needs?.includes('firewall'))
  assert.ok(own.length > 0)
  const { not_checked } = await scan(inventoryWith(resources), { rules: own })
  for (const rule of own)
    assert.ok(
      not_checked.some((it) => it.rule === rule && it.urn === 'do:firewall:odd'),
      rule.id,
    )
})

test('a firewall of 50,000 rules is judged, and soon', async () => {
  const rule = {
    protocol: 'tcp' as const,
    ports: '443',
    sources: { addresses: ['198.51.100.0/24', '203.0.113.7'] },
  }
  const { usual } = resourceKinds.firewall
  const firewall = { ...usual, inbound_rules: Array.from({ length: 50_000 }, () => rule) }
  const resources = Object.fromEntries(types.map((type) => [type, [resourceKinds[type].usual]]))
  const started = performance.now()
  const { not_checked, judged } = await scan(inventoryWith({ ...resources, firewall: [firewall] }), { rules })
  assert.deepEqual(not_checked, [])
  assert.equal(judged.size, rules.length)
  assert.ok(performance.now() - started < 20_000)
})

test('any JSON is read as an inventory or refused with a reason', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), fc.jsonValue(), async (content, resources) => {
      for (const given of [
        content,
        { ...inventoryWith({}), resources },
        { ...inventoryWith({}), not_read: content },
      ]) {
        const read = readSaved(given)
        if (typeof read === 'string') assert.match(read, /^(is not|has no) /)
        else await scan(read.inventory, { rules })
      }
    }),
  )
  const { inventory, unknown } = readSaved({
    ...inventoryWith({ gpu_farm: [{}], firewall: {}, constructor: [] }),
    not_read: { volume: 7, gpu_farm: 'x' },
  }) as Exclude<ReturnType<typeof readSaved>, string>
  assert.deepEqual(unknown, ['gpu_farm', 'constructor'])
  assert.deepEqual(inventory.not_read, {
    volume: 'not told why',
    firewall: 'what the inventory has is not a list',
  })
})

test('any JSON is read as a plan or refused with a reason', async () => {
  const resource = fc.record({
    address: fc.jsonValue(),
    mode: fc.constant('managed'),
    type: fc.constantFrom(
      'digitalocean_droplet',
      'digitalocean_firewall',
      'digitalocean_app',
      'digitalocean_record',
      'other',
    ),
    name: fc.jsonValue(),
    values: fc.oneof(
      fc.jsonValue(),
      fc.record({ inbound_rule: fc.jsonValue(), spec: fc.jsonValue(), tags: fc.jsonValue() }),
    ),
  })
  const plan = fc.record({
    format_version: fc.constant('1.2'),
    planned_values: fc.record({
      root_module: fc.record({
        resources: fc.oneof(fc.array(resource), fc.jsonValue()),
        child_modules: fc.jsonValue(),
      }),
    }),
    configuration: fc.jsonValue(),
  })
  await fc.assert(
    fc.asyncProperty(fc.oneof(plan, fc.jsonValue()), async (content) => {
      const read = readPlan(content, new Date('2026-01-31T08:00:00Z'))
      if (typeof read === 'string') assert.match(read, /^is not a plan/)
      else await scan(read, { rules })
    }),
  )
})
