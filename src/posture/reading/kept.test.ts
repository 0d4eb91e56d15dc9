import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ResourceKind, resourceKinds } from '../resource_types.ts'
import { keptOf } from './kept.ts'

const kinds: Array<[string, ResourceKind]> = Object.entries(resourceKinds)

for (const [type, { facts, usual }] of kinds)
  test(`of a ${type}, all that rules rely on is kept, and nothing else`, () => {
    assert.deepEqual(keptOf(facts, { ...usual, password: 'sesame' }), usual)
  })

test('what is of another shape stays so, without its content', () => {
  const { facts, usual } = resourceKinds.firewall
  assert.deepEqual(keptOf(facts, { ...usual, name: { password: 'sesame' }, tags: { a: 1 } }), {
    ...usual,
    name: {},
    tags: {},
  })
})
