import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Controls } from './rule.ts'
import { rules } from './rules/all.ts'

/** Every requirement that each framework has, by its number. */
const numbered = JSON.parse(
  readFileSync(new URL('../../spec/control_frameworks.json', import.meta.url), 'utf8'),
) as Record<keyof Controls, string[]>

test('the frameworks have as many requirements as their publishers say', () => {
  const { cis_v8, iso_27001, soc_2, nist_csf } = numbered
  const counts = [cis_v8, iso_27001, soc_2, nist_csf].map((all) => new Set(all).size)
  assert.deepEqual(counts, [153, 93, 61, 106])
})

test('a rule is evidence only for requirements that exist, each named once', () => {
  for (const { id, controls } of rules)
    for (const [framework, named] of Object.entries(controls) as Array<[keyof Controls, string[]]>) {
      const unknown = named.filter((requirement) => !numbered[framework].includes(requirement))
      assert.deepEqual(unknown, [], `${id}: ${framework}`)
      assert.equal(new Set(named).size, named.length, `${id}: ${framework} names one twice`)
    }
})
