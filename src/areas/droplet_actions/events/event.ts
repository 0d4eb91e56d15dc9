// What every action on a Droplet has in common: the Droplet is locked from the request until the action has ended, and
// then is what the action makes of it. The public service calls this an event.
import { type DropletBody, droplets } from '../../../cloud/droplets.ts'
import { ActionFailed, type ActionKind, type Work } from '../../../engine/action.ts'
import type { Ctx } from '../../../kernel/ctx.ts'
import type { Db } from '../../../store/database.ts'
import type { Document } from '../../../store/documents/documents.ts'
import type { DropletAction, DropletActionType } from '../schema.ts'

export type DropletDocument = Document<DropletBody>

/** A request. Its transaction holds the Droplet's lock. */
export interface Asked {
  ctx: Ctx
  tx: Db
  droplet: DropletDocument
  body: DropletAction
}

export interface DropletWork<Input> extends Work<Input> {
  droplet: DropletDocument
}

export interface DropletEvent<Input extends object = object> {
  /** How long it takes in the public cloud. */
  seconds: number
  /** What a token needs beside droplet:update. */
  scope?: string
  /** Why there is nothing to do, where the Droplet is already as it would be. */
  already?(droplet: DropletDocument): string | undefined
  /** Throws the refusal. Resolves to what must be known when the time is over. */
  accept?(asked: Asked): Promise<Input> | Input
  /** What it makes of the Droplet. Throws ActionFailed. */
  finish(work: DropletWork<Input>): Promise<DropletDocument> | DropletDocument
}

export function kindOf(type: DropletActionType, event: DropletEvent): ActionKind {
  return {
    resource_type: 'droplet',
    type,
    steps: [{ name: type, seconds: event.seconds, apply: (work) => finishEvent(work, event) }],
    undo: unlock,
  }
}

async function finishEvent(work: Work<object>, event: DropletEvent): Promise<void> {
  const droplet = await dropletOf(work)
  if (!droplet) throw new ActionFailed('the Droplet is gone')
  const finished = await event.finish({ ...work, droplet })
  await droplets.replace(work.tx, changed(finished, { locked: false }))
}

async function unlock(work: Work<object>): Promise<void> {
  const droplet = await dropletOf(work)
  if (droplet) await droplets.replace(work.tx, changed(droplet, { locked: false }))
}

const dropletOf = ({ tx, action: { account, resource_id } }: Work<object>) =>
  droplets.findLocked(tx, account, resource_id)

/** The Droplet with a part of its state replaced. */
export function changed(droplet: DropletDocument, part: Partial<DropletBody>): DropletDocument {
  return { ...droplet, body: { ...droplet.body, ...part } }
}

export const withFeature = (features: readonly string[], feature: string) => [
  ...features.filter((it) => it !== feature),
  feature,
]
