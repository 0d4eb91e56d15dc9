import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { checkInventory, type ResourceType } from './inventory.ts'
import type { Part } from './parts.ts'
import { resourceKinds } from './resource_types.ts'

const partsOf = (type: ResourceType): readonly Part[] =>
  (resourceKinds[type] as { parts?: readonly Part[] }).parts ?? []
const types = Object.keys(resourceKinds) as ResourceType[]

test('a part without which a resource cannot be judged is missed', async () => {
  for (const type of types)
    for (const { as } of partsOf(type)) {
      const { [as]: _, ...rest } = resourceKinds[type].usual as Record<string, unknown>
      const { malformed } = await checkInventory({ resources: { [type]: [rest] } })
      assert.match(malformed[0]?.reason ?? '', new RegExp(as), `${type} without ${as}`)
    }
})

test('what stands for a part that a resource does not have is of its shape', async () => {
  for (const type of types)
    for (const { as, only } of partsOf(type)) {
      if (!only) continue
      const facts = { ...resourceKinds[type].usual, [as]: only.else }
      const { malformed } = await checkInventory({ resources: { [type]: [facts] } })
      assert.deepEqual(malformed, [], `${type}: ${as}`)
      assert.ok(only.field in facts, `${type} has no ${only.field}`)
    }
})

test('parts are read by operations of the public API', () => {
  const operations = JSON.parse(
    readFileSync(new URL('../../spec/operations.json', import.meta.url), 'utf8'),
  ) as Array<{ method: string; path: string }>
  const unnamed = (path: string) => path.replaceAll(/\{[^}]+\}/g, '{}')
  const reads = new Set(operations.filter(({ method }) => method === 'GET').map(({ path }) => unnamed(path)))
  for (const type of types) for (const { path } of partsOf(type)) assert.ok(reads.has(unnamed(path)), path)
})
