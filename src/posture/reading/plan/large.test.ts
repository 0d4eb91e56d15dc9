// A plan may have thousands of resources: reading it takes time with how many they are, not with how many pairs.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { planOf } from '../../../../bench/posture/plan.ts'
import type { Inventory } from '../../inventory.ts'
import { rules } from '../../rules/all.ts'
import { scan } from '../../scan.ts'
import { readPlan } from './plan.ts'

const NOW = new Date('2026-06-01T00:00:00Z')

/** In microseconds of processor time, so that what else the machine does is left out. */
function costOf(plan: object): number {
  const before = process.cpuUsage()
  const inventory = readPlan(plan, NOW)
  assert.ok(typeof inventory === 'object' && (inventory.resources.droplet ?? []).length > 0)
  const { user, system } = process.cpuUsage(before)
  return user + system
}

test('ten times the resources take no more than thirty times as long to read', () => {
  const [small, large] = [planOf(500), planOf(5000)]
  for (let warm_ups = 0; warm_ups < 3; warm_ups += 1) costOf(small)
  const [once, ten_times] = [costOf(small), costOf(large)]
  assert.ok(ten_times < 30 * once, `${once} µs for the one, ${ten_times} µs for the other`)
})

/** So many Droplets in a VPC that a module makes. */
function planOfMembers(count: number): object {
  const of = (type: string, name: string) => ({ mode: 'managed', type: `digitalocean_${type}`, name })
  const droplets = Array.from({ length: count }, (_, nth) => of('droplet', `web_${nth}`))
  const made = of('vpc', 'main')
  const output = { expression: { references: ['digitalocean_vpc.main.id', 'digitalocean_vpc.main'] } }
  const vpc_uuid = { references: ['module.network.id', 'module.network'] }
  const address = 'module.network'
  return {
    format_version: '1.2',
    planned_values: {
      root_module: {
        resources: droplets.map((it) => ({ ...it, address: `${it.type}.${it.name}`, values: {} })),
        child_modules: [
          { address, resources: [{ ...made, address: `${address}.digitalocean_vpc.main`, values: {} }] },
        ],
      },
    },
    resource_changes: droplets.map(({ type, name }) => ({
      address: `${type}.${name}`,
      change: { after_unknown: { id: true, vpc_uuid: true } },
    })),
    configuration: {
      root_module: {
        resources: droplets.map((it) => ({ ...it, expressions: { vpc_uuid } })),
        module_calls: { network: { module: { outputs: { id: output }, resources: [made] } } },
      },
    },
  }
}

test('nor do those that all refer to the output of one module', () => {
  const inventory = readPlan(planOfMembers(2), NOW)
  assert.ok(typeof inventory === 'object')
  assert.equal((inventory.resources.vpc as Array<{ members: object[] }>)[0]?.members.length, 2)
  const [small, large] = [planOfMembers(800), planOfMembers(8000)]
  for (let warm_ups = 0; warm_ups < 3; warm_ups += 1) costOf(small)
  const [once, ten_times] = [costOf(small), costOf(large)]
  assert.ok(ten_times < 30 * once, `${once} µs for the one, ${ten_times} µs for the other`)
})

test('what belongs together is found in it', () => {
  const inventory = readPlan(planOf(500), NOW)
  assert.ok(typeof inventory === 'object')
  const { vpc = [], volume = [], domain = [] } = inventory.resources as Record<string, object[]>
  const sizes = (list: object[], of: string) => new Set(list.map((it) => Reflect.get(it, of).length))
  assert.ok(vpc.length > 20)
  // Its Droplets and its load balancer.
  assert.deepEqual(sizes(vpc, 'members'), new Set([9]))
  assert.deepEqual(sizes(volume, 'droplet_ids'), new Set([1]))
  assert.deepEqual(sizes(domain, 'records'), new Set([1]))
})

/** What a plan would have, if the tags of its last firewall were known only after apply. */
function withoutTags(inventory: Inventory): Inventory {
  const { firewall = [] } = inventory.resources
  const { tags: _, ...last } = firewall.at(-1) as { id: string; tags: string[] }
  return {
    ...inventory,
    resources: { ...inventory.resources, firewall: [...firewall.slice(0, -1), last] },
    unknown: { ...inventory.unknown, [`do:firewall:${last.id}`]: [['tags']] },
  }
}

async function costOfScan(inventory: Inventory): Promise<number> {
  const before = process.cpuUsage()
  const { not_checked } = await scan(inventory, { rules })
  const { user, system } = process.cpuUsage(before)
  const isKnown = not_checked.every(({ reason }) => !reason.startsWith('not known of'))
  assert.equal(isKnown, Object.keys(inventory.unknown ?? {}).length === 0)
  return user + system
}

test('one fact that is not known makes a scan take no more than three times as long', async () => {
  const inventory = readPlan(planOf(5000), NOW)
  assert.ok(typeof inventory === 'object')
  await costOfScan(inventory)
  const [known, not_known] = [await costOfScan(inventory), await costOfScan(withoutTags(inventory))]
  assert.ok(not_known < 3 * known, `${known} µs with it, ${not_known} µs without`)
})
