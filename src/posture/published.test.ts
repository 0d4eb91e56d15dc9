import assert from 'node:assert/strict'
import { test } from 'node:test'
import { publish, readPublished } from '../../spec/posture_rules.ts'
import { ruleUuid } from './rule_uuid.ts'
import { rules } from './rules/all.ts'

test('no rule that was published is gone, and none has another uuid', () => {
  const ids = new Set(rules.map(({ id }) => id))
  for (const { id, uuid } of readPublished()) {
    assert.ok(ids.has(id), `${id} is gone: suppressions and links of others name it`)
    assert.equal(uuid, ruleUuid(id), id)
  }
})

test('spec/posture_rules.json has every rule as it is; node spec/posture_rules.ts writes it anew', () => {
  assert.deepEqual(readPublished(), publish(readPublished()))
})

test('what was published stays, whatever becomes of the rules', () => {
  const [gone, renamed] = readPublished()
  assert.ok(gone && renamed)
  const rule = rules.find(({ id }) => id === renamed.id)
  assert.ok(rule)
  const old = { ...renamed, uuid: gone.uuid, severity: 'CRITICAL' as const }
  assert.deepEqual(publish([gone, old], [rule]), [gone, { ...renamed, uuid: gone.uuid }])
})
