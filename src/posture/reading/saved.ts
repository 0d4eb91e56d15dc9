// An inventory that was saved, by whatever hand: what it must have is checked here; what rules rely on, when it is scanned.
import type { Inventory, ResourceType } from '../inventory.ts'
import { resourceKinds } from '../resource_types.ts'

export interface Saved {
  inventory: Inventory
  /** What was found in it that no rule is about. */
  unknown: string[]
}

/** What is wrong with it, where it is no inventory. */
export function readSaved(content: unknown): Saved | string {
  if (!isRecord(content) || content.format !== 'rockpool-inventory/1')
    return 'is not an inventory: it wants a JSON object with "format": "rockpool-inventory/1", as --save writes it'
  const { taken_at, source, resources, not_read = {}, beyond, unfinished } = content
  if (typeof taken_at !== 'string' || Number.isNaN(Date.parse(taken_at)))
    return 'has no taken_at, which wants a time such as 2026-01-31T08:00:00Z'
  if (!isRecord(resources)) return 'has no resources, which wants an object with a list for each type'
  const inventory: Inventory = {
    format: 'rockpool-inventory/1',
    taken_at,
    source: typeof source === 'string' ? source : 'a file',
    resources: {},
    not_read: reasonsIn(not_read),
    ...(Array.isArray(beyond) && { beyond: beyond.filter(isType) }),
    ...(unfinished === true && { unfinished }),
  }
  return { inventory, unknown: addLists(inventory, resources) }
}

/** Gives the types that are not known. */
function addLists(inventory: Inventory, resources: Record<string, unknown>): string[] {
  const unknown: string[] = []
  for (const [type, list] of Object.entries(resources)) {
    if (!isType(type)) unknown.push(type)
    else if (Array.isArray(list)) inventory.resources[type] = list
    else inventory.not_read[type] = 'what the inventory has is not a list'
  }
  return unknown
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isType = (name: unknown): name is ResourceType =>
  typeof name === 'string' && Object.hasOwn(resourceKinds, name)

function reasonsIn(not_read: unknown): Inventory['not_read'] {
  if (!isRecord(not_read)) return {}
  return Object.fromEntries(
    Object.entries(not_read)
      .filter(([type]) => isType(type))
      .map(([type, reason]) => [type, typeof reason === 'string' ? reason : 'not told why']),
  )
}
