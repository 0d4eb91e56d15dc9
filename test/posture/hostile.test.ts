// Inventories that nobody would expect: no rule throws, nothing that could not be checked looks fine, and none takes long.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Inventory, ResourceType } from '../../src/posture/inventory.ts'
import { resourceKinds } from '../../src/posture/resource_types.ts'
import { rules } from '../../src/posture/rules/all.ts'
import { type Report, scan } from '../../src/posture/scan.ts'

const RUNS = 300
const types = Object.keys(resourceKinds) as ResourceType[]

const HOSTILE_TEXTS = [
  '',
  '__proto__',
  'constructor',
  'a'.repeat(100_000),
  'a.'.repeat(20_000),
  '💥\u0000\n',
  '0.0.0.0/0',
]
const HOSTILE_TIMES = ['9999-99-99T99:99:99Z', '0000-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '2026-01-01T']
const HOSTILE_NUMBERS = [1e308, -1e308, -1, 0, 0.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY]

const anyValue = fc.oneof(
  fc.constantFrom<unknown>(null, undefined, true, [], {}, [null], [[]], ...HOSTILE_NUMBERS),
  fc.constantFrom(...HOSTILE_TEXTS, ...HOSTILE_TIMES),
  fc.string(),
  fc.ipV4Extended(),
  fc.ipV6(),
)

interface Change {
  /** Which of all fields and elements within, counted through. */
  at: number
  value: unknown
}

const anyChange: fc.Arbitrary<Change> = fc.record({ at: fc.nat(200), value: anyValue })

/** What a resource usually is, but for some places anywhere in it. */
const anyFacts = (type: ResourceType) =>
  fc
    .array(anyChange, { maxLength: 3 })
    .map((changes) => changes.reduce(changed, resourceKinds[type].usual as unknown))

function changed(facts: unknown, { at, value }: Change): unknown {
  const copy = structuredClone(facts)
  const places = placesIn(copy)
  const place = places[at % Math.max(1, places.length)]
  if (place) place.holder[place.key] = value
  return copy
}

interface Place {
  holder: Record<string, unknown>
  key: string
}

const placesIn = (value: unknown): Place[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([key, inner]) => [
        { holder: value as Record<string, unknown>, key },
        ...placesIn(inner),
      ])

const anyResources = fc.record(
  Object.fromEntries(
    types.map((type) => [type, fc.array(fc.oneof(anyFacts(type), anyValue), { maxLength: 3 })]),
  ),
)

const inventoryOf = (resources: object): Inventory => ({
  format: 'rockpool-inventory/1',
  taken_at: '2026-01-01T00:00:00Z',
  source: 'a test',
  resources,
  not_read: {},
})

test('whatever an inventory holds, each resource is judged or said not to be checked', async () => {
  await fc.assert(
    fc.asyncProperty(anyResources, async (resources) => {
      const report = await scan(inventoryOf(resources), { rules })
      for (const rule of rules)
        assert.equal(answered(report, rule.id), resources[rule.resource]?.length, rule.id)
      for (const { rule, evidence } of report.findings)
        assert.doesNotMatch(
          evidence,
          /NaN|undefined|\[object|native code/,
          `${rule.id}: ${evidence.slice(0, 300)}`,
        )
      assert.deepEqual(
        report.not_checked
          .filter(({ reason }) => reason.startsWith('the rule failed'))
          .map(({ rule, reason }) => `${rule.id}: ${reason}`),
        [],
      )
    }),
    { numRuns: RUNS },
  )
})

/** How many resources of its own the rule has an answer for, be it that they could not be checked. */
function answered({ judged, not_checked }: Report, id: string): number {
  const unchecked = not_checked.filter(({ rule, type }) => rule.id === id && type === rule.resource).length
  return unchecked + ([...judged].find(([rule]) => rule.id === id)?.[1] ?? 0)
}

test('types that are not known, and lists that are none, are said not to be there', async () => {
  const resources = { droplet: {}, firewall: null, volume: 'all', spaceship: [{}], __proto__: [{}] }
  const { findings, not_checked } = await scan(inventoryOf(resources), { rules })
  assert.deepEqual(findings, [])
  assert.equal(new Set(not_checked.map(({ rule }) => rule)).size, rules.length)
})

test('what every object has is neither a distribution nor a kind of snapshot', async () => {
  const { usual } = resourceKinds.droplet
  for (const name of ['constructor', 'toString', '__proto__']) {
    const droplet = [{ ...usual, image: { ...usual.image, distribution: name } }]
    const snapshot = [
      { ...resourceKinds.snapshot.usual, resource_type: name, created_at: '2020-01-01T00:00:00Z' },
    ]
    const { findings } = await scan(inventoryOf({ ...empty, droplet, snapshot }), { rules })
    assert.deepEqual(findings, [], name)
  }
})

const droplets = (count: number) =>
  Array.from({ length: count }, (_, at) => ({
    ...resourceKinds.droplet.usual,
    id: at,
    tags: ['all'],
    networks: { v4: [{ ip_address: '203.0.113.7', type: 'public' }] },
  }))

const inbound = (ports: string, ...addresses: string[]) => ({
  protocol: 'tcp',
  ports,
  sources: { addresses },
})
const empty = Object.fromEntries(types.map((type) => [type, []]))

// Whatever compares each with each would take minutes.
for (const [what, portsAt, id] of [
  ['single ports', (at: number) => String(1 + (at % 65_535)), 'droplet-ssh-open'],
  ['wide ranges', (at: number) => `${1 + (at % 1000)}-65535`, 'droplet-all-ports-open'],
] as const)
  test(`a firewall of 50,000 rules for ${what} is judged in time`, { timeout: 60_000 }, async () => {
    const inbound_rules = Array.from({ length: 50_000 }, (_, at) =>
      inbound(portsAt(at), '0.0.0.0/0', `10.0.0.${at % 256}`),
    )
    const firewall = [{ ...resourceKinds.firewall.usual, inbound_rules, tags: ['all'], droplet_ids: [] }]
    const { findings } = await scan(inventoryOf({ ...empty, firewall, droplet: droplets(5) }), { rules })
    assert.equal(findings.filter(({ rule }) => rule.id === id).length, 5)
  })

test('what refers to itself and to each other is judged once', { timeout: 60_000 }, async () => {
  const ids = Array.from({ length: 3000 }, (_, at) => `lb-${at}`)
  const load_balancer = ids.map((id) => ({
    ...resourceKinds.load_balancer.usual,
    id,
    droplet_ids: [],
    tag: '',
    target_load_balancer_ids: [id, ...ids],
  }))
  const alias = { id: 1, type: 'CNAME', name: '@', data: '@', ttl: 1800 }
  const domain = [{ name: 'example.com', ttl: 1800, records: Array.from({ length: 5000 }, () => alias) }]
  const vpc_peering = [{ ...resourceKinds.vpc_peering.usual, vpc_ids: ['p', 'p'], id: 'p' }]
  const { findings } = await scan(inventoryOf({ ...empty, load_balancer, domain, vpc_peering }), { rules })
  const keys = findings.map(({ rule, urn }) => `${rule.id} ${urn}`)
  assert.equal(new Set(keys).size, keys.length)
})
