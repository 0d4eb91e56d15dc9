// Run as `node spec/posture_rules.ts` after adding a rule or changing its name or severity. Writes posture_rules.json,
// by which suppressions, reports and links of others know the rules: what was once in it stays.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Rule } from '../src/posture/rule.ts'
import { ruleUuid } from '../src/posture/rule_uuid.ts'
import { rules } from '../src/posture/rules/all.ts'

type PublishedRule = Pick<Rule, 'id' | 'name' | 'severity' | 'kind' | 'resource'> & { uuid: string }

const OUTPUT = join(import.meta.dirname, 'posture_rules.json')

export const readPublished = (): PublishedRule[] => JSON.parse(readFileSync(OUTPUT, 'utf8'))

/** The rules of today, with the uuids that they had before, and those that are no longer there. */
export function publish(before: readonly PublishedRule[], now: readonly Rule[] = rules): PublishedRule[] {
  const all = new Map(before.map((it) => [it.id, it]))
  for (const { id, name, severity, kind, resource } of now)
    all.set(id, { id, uuid: all.get(id)?.uuid ?? ruleUuid(id), name, severity, kind, resource })
  return [...all.values()].sort((one, other) => (one.id < other.id ? -1 : 1))
}

if (import.meta.main) {
  const lines = publish(readPublished()).map((it) => JSON.stringify(it))
  writeFileSync(OUTPUT, `[\n${lines.join(',\n')}\n]\n`)
}
