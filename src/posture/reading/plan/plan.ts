// What `terraform show -json` tells of a plan, as an inventory of what there will be after it: the same rules find the
// same problems before they are built.
import type { Inventory, ResourceType } from '../../inventory.ts'
import { type ResourceKind, resourceKinds } from '../../resource_types.ts'
import { keptOf } from '../kept.ts'
import { accessShapes } from './access.ts'
import { computeShapes } from './compute.ts'
import { databaseShapes } from './databases.ts'
import { nameShapes } from './names.ts'
import { networkShapes } from './network.ts'
import { Configuration, type Planned, plannedIn, record, records, text } from './planned.ts'
import { platformShapes } from './platform.ts'
import { References } from './references.ts'
import { idByAddress, idOf, type PlanView, present, type Shape, urnIdOf } from './shape.ts'
import { withoutUnknowns, withUnknowns } from './unknown.ts'
import { NOTHING_TOLD, UNTOLD } from './untold.ts'

const SHAPES: Record<string, Shape> = {
  ...computeShapes,
  ...networkShapes,
  ...nameShapes,
  ...accessShapes,
  ...databaseShapes,
  ...platformShapes,
}

/** What is wrong with it, where it is no plan. `now` is when resources without a time are made. */
export function readPlan(content: unknown, now: Date): Inventory | string {
  const { format_version, planned_values, resource_changes, prior_state, configuration, timestamp } =
    record(content)
  const root = record(planned_values).root_module
  if (text(format_version) === undefined || typeof root !== 'object' || root === null)
    return 'is not a plan: it wants what terraform show -json PLANFILE prints, with planned_values in it'
  const written = new Configuration(record(record(configuration).root_module))
  const later = unknownsOf(resource_changes)
  const planned = plannedIn(record(root)).map((it) => withUnknowns(it, later.get(it.address), written))
  const read = readBefore(prior_state, planned)
  const managed = planned.filter(({ mode }) => mode === 'managed')
  const references = new References(written, [...planned, ...read])
  return inventoryOf(managed, viewOf({ managed, read, references, written }, timeOf(timestamp, now)))
}

/** By address, which attributes are known only after apply; not of what is only left from before, under the same address. */
const unknownsOf = (resource_changes: unknown) =>
  new Map(
    records(resource_changes)
      .filter(({ deposed }) => deposed === undefined)
      .map(({ address, change }) => [address, record(change).after_unknown]),
  )

/** Data sources that were read for the plan; those that are read only after apply are among the planned. */
const readBefore = (prior_state: unknown, planned: Planned[]): Planned[] => {
  const later = new Set(planned.map(({ address }) => address))
  return plannedIn(record(record(record(prior_state).values).root_module)).filter(
    ({ mode, address }) => mode === 'data' && !later.has(address),
  )
}

const timeOf = (timestamp: unknown, now: Date): string => {
  const time = Date.parse(text(timestamp) ?? '')
  return new Date(Number.isNaN(time) ? now : time).toISOString()
}

interface Parts {
  managed: Planned[]
  read: Planned[]
  references: References
  written: Configuration
}

function viewOf({ managed, read, references, written }: Parts, at: string): PlanView {
  const managedByType = Map.groupBy(managed, ({ type }) => type)
  const readByType = Map.groupBy(read, ({ type }) => type)
  const made = new Map<string, unknown>()
  return {
    at,
    all: (type) => managedByType.get(type) ?? [],
    read: (type) => readByType.get(type) ?? [],
    once<Made>(key: string, make: () => Made) {
      if (!made.has(key)) made.set(key, make())
      return made.get(key) as Made
    },
    referentsOf: (it, value) => references.of(it, value),
    constantOf: (it, attribute) => record(record(written.of(it)?.expressions)[attribute]).constant_value,
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
    unknown: {},
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
    [id]: id === 'id' ? urnIdOf(it, type) : (shown[id] ?? idByAddress(it.address)),
  }
  const address = `do:${urn}:${idOf(own[id])}`
  const { facts, unknown } = withoutUnknowns(schema, present(own))
  inventory.resources[type]?.push(keptOf(schema, facts))
  if (inventory.declared) inventory.declared[address] = it.address
  // Of two that say they have the same id, what is not known of one is known of neither.
  if (inventory.unknown && unknown.length > 0)
    inventory.unknown[address] = [...(inventory.unknown[address] ?? []), ...unknown]
}
