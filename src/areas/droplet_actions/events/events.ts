// Every type of action on a Droplet.
import type { ActionKind } from '../../../engine/action.ts'
import type { DropletActionType } from '../schema.ts'
import * as backups from './backups.ts'
import { type DropletEvent, kindOf } from './event.ts'
import * as imaging from './imaging.ts'
import * as networking from './networking.ts'
import * as power from './power.ts'
import * as shape from './shape.ts'

export const events: Record<DropletActionType, DropletEvent> = {
  ...backups.events,
  ...power.events,
  ...imaging.events,
  ...shape.events,
  ...networking.events,
}

export const kinds = Object.fromEntries(
  Object.entries(events).map(([type, event]) => [type, kindOf(type as DropletActionType, event)]),
) as Record<DropletActionType, ActionKind>
