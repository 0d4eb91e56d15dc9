// What `terraform show -json` tells of a plan, as an inventory of what there will be after it: the same rules find the
// same problems before they are built.
import type { Inventory, ResourceType } from '../../inventory.ts'
import { type ResourceKind, resourceKinds } from '../../resource_types.ts'
import { keptOf } from '../kept.ts'
import { accessShapes } from './access.ts'
import { computeShapes } from './compute.ts'
import { databaseShapes } from './databases.ts'
import { networkShapes } from './network.ts'
import { indexLeading, type Leading, type Planned, plannedIn, References, record, text } from './planned.ts'
import { platformShapes } from './platform.ts'
import { idOf, type PlanView, present, type Shape, urnIdOf } from './shape.ts'
import { NOTHING_TOLD, UNTOLD } from './untold.ts'

const SHAPES: Record<string, Shape> = {
  ...computeShapes,
  ...networkShapes,
  ...accessShapes,
  ...databaseShapes,
  ...platformShapes,
}

/** What is wrong with it, where it is no plan. `now` is when resources without a time are made. */
export function readPlan(content: unknown, now: Date): Inventory | string {
  const { format_version, planned_values, configuration, timestamp } = record(content)
  const root = record(planned_values).root_module
  if (text(format_version) === undefined || typeof root !== 'object' || root === null)
    return 'is not a plan: it wants what terraform show -json PLANFILE prints, with planned_values in it'
  const planned = plannedIn(record(root)).map(({ values, ...it }) => ({
    ...it,
    values: withoutNulls(values),
  }))
  const view = viewOf(planned, new References(record(record(configuration).root_module), planned), {
    at: timeOf(timestamp, now),
  })
  return inventoryOf(planned, view)
}

const timeOf = (timestamp: unknown, now: Date): string => {
  const time = Date.parse(text(timestamp) ?? '')
  return new Date(Number.isNaN(time) ? now : time).toISOString()
}

/** What is null is left to the provider, or known only after apply. */
const withoutNulls = (values: Planned['values']) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null))

function viewOf(planned: Planned[], references: References, { at }: { at: string }): PlanView {
  const byType = Map.groupBy(planned, ({ type }) => type)
  const indexes = new Map<string, Leading>()
  return {
    at,
    targetsOf: (it, path) => references.targetsOf(it, path),
    leadingBy(type, attribute) {
      const key = `${type} ${attribute}`
      const index = indexes.get(key) ?? indexLeading(byType.get(type) ?? [], attribute, references)
      indexes.set(key, index)
      return index
    },
  }
}

function inventoryOf(planned: Planned[], view: PlanView): Inventory {
  const inventory: Inventory = {
    format: 'rockpool-inventory/1',
    taken_at: view.at,
    source: 'a Terraform plan',
    resources: {},
    not_read: {},
    beyond: Object.keys(resourceKinds) as ResourceType[],
    declared: {},
    untold: UNTOLD,
  }
  const told = new Set(Object.values(SHAPES).map(({ type }) => type))
  for (const type of Object.keys(resourceKinds) as ResourceType[])
    if (told.has(type)) inventory.resources[type] = []
    else inventory.not_read[type] = NOTHING_TOLD[type] ?? 'a plan does not tell of them'
  for (const it of planned) {
    const shape = Object.hasOwn(SHAPES, it.type) ? SHAPES[it.type] : undefined
    if (shape) addResource(inventory, it, shape, view)
  }
  return inventory
}

function addResource(inventory: Inventory, it: Planned, shape: Shape, view: PlanView): void {
  const { type } = shape
  const { urn, id = 'id', facts: schema }: ResourceKind = resourceKinds[type]
  const shown = shape.facts(it, view)
  const own: Record<string, unknown> = {
    ...shown,
    [id]: id === 'id' ? urnIdOf(it, type) : (shown[id] ?? it.address),
  }
  inventory.resources[type]?.push(keptOf(schema, present(own)))
  if (inventory.declared) inventory.declared[`do:${urn}:${idOf(own[id])}`] = it.address
}
