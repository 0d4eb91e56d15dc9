import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inventoryOf } from './examples.ts'
import { checkInventory, type Inventory, type ResourceType } from './inventory.ts'
import { resourceKinds } from './resource_types.ts'
import { type Example, type Rule, SEVERITIES } from './rule.ts'
import { rules } from './rules/all.ts'
import { scan } from './scan.ts'

/** Whether the first resource of the rule's type is flagged. */
async function isFlagged(rule: Rule, example: Example<ResourceType>): Promise<boolean> {
  const inventory: Inventory = inventoryOf(rule, example)
  const report = await scan(inventory, { rules: [rule] })
  assert.deepEqual(report.not_checked, [], `${rule.id}: an example could not be checked`)
  const [first] = (await checkInventory(inventory)).resources.get(rule.resource) ?? []
  return report.findings.some(({ urn }) => urn === first?.urn)
}

test('what a resource usually is has the shape that rules rely on', async () => {
  for (const [type, { usual }] of Object.entries(resourceKinds)) {
    const { malformed } = await checkInventory({ resources: { [type]: [usual] } })
    assert.deepEqual(malformed, [], type)
  }
})

for (const rule of rules)
  test(`${rule.id}: its examples are what they say`, async () => {
    const { flagged, passed } = rule.examples
    assert.ok(flagged.length >= 2 && passed.length >= 2, 'two of either kind')
    for (const [at, example] of flagged.entries())
      assert.equal(await isFlagged(rule, example), true, `flagged ${at + 1}`)
    for (const [at, example] of passed.entries())
      assert.equal(await isFlagged(rule, example), false, `passed ${at + 1}`)
  })

test('rules have ids and names of their own, and all the prose that an answer needs', () => {
  for (const part of ['id', 'name'] as const)
    assert.equal(new Set(rules.map((rule) => rule[part])).size, rules.length, `a ${part} is there twice`)
  for (const rule of rules) {
    assert.match(rule.id, /^[a-z][a-z0-9-]{5,60}$/)
    assert.ok(SEVERITIES.includes(rule.severity))
    for (const part of ['details', 'business_impact', 'technical_details'] as const)
      assert.match(rule[part], /^[A-Z`].{20,800}\.$/s, `${rule.id}: ${part} is one or more sentences`)
    const { panel, doctl, terraform, api } = rule.mitigation
    assert.ok(panel.length > 0 && [doctl, terraform, api].some((it) => it !== undefined), rule.id)
    for (const step of panel) assert.match(step, /^[A-Z].{10,300}\.$/s, `${rule.id}: ${step}`)
    assert.ok(Object.keys(rule.controls).length > 0, `${rule.id} is evidence for no control`)
  }
})

test('a rule’s file is named after it', async () => {
  const { readdirSync } = await import('node:fs')
  const folder = new URL('./rules/', import.meta.url)
  const files = readdirSync(folder, { recursive: true }).map(String)
  for (const { id } of rules)
    assert.equal(files.filter((file) => file.endsWith(`/${id.replaceAll('-', '_')}.ts`)).length, 1, id)
})
