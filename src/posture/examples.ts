// A rule's examples as inventories: each says only what differs from what a resource of its type usually is.
import type { Inventory, ResourceType } from './inventory.ts'
import { resourceKinds } from './resource_types.ts'
import type { Example, Rule } from './rule.ts'

const NOW = '2026-01-01T00:00:00Z'

/** With an empty list of every type that the rule looks at and the example does not name. */
export function inventoryOf({ resource, needs = [] }: Rule, example: Example<ResourceType>): Inventory {
  const { now = NOW, ...lists } = example
  const named = Object.entries(lists) as Array<[ResourceType, object[]]>
  const empty = [resource, ...needs].map((type) => [type, []] as const)
  const whole = named.map(
    ([type, list]) => [type, list.map((it) => ({ ...resourceKinds[type].usual, ...it }))] as const,
  )
  return {
    format: 'rockpool-inventory/1',
    taken_at: now,
    source: 'an example',
    resources: Object.fromEntries([...empty, ...whole]),
    not_read: {},
  }
}
