// What a volume's actions do when their time has come, each with the states in which it cannot be done any more.
import { endAction } from '../../cloud/actions.ts'
import { droplets } from '../../cloud/droplets.ts'
import { type VolumeBody, volumes } from '../../cloud/volumes.ts'
import { ActionFailed, type ActionKind, type Work } from '../../engine/action.ts'
import type { Document } from '../../store/documents/documents.ts'
import { link, targetsOf, unlink } from '../../store/documents/links.ts'

const SECONDS = 5

/** Both an attachment's action and the one that keeps the Droplet busy take as long. */
export interface Attachment {
  droplet_id: string
  /** The action that keeps the Droplet busy. */
  busy_id: string
}

/** While a volume comes or goes nothing else can be done to the Droplet. */
export const BUSY_WITH_VOLUME: ActionKind = {
  resource_type: 'droplet',
  type: 'change_volumes',
  hidden: true,
  steps: [{ name: 'wait', seconds: SECONDS, async apply() {} }],
}

export const ATTACH: ActionKind<Attachment> = {
  resource_type: 'volume',
  type: 'attach_volume',
  steps: [{ name: 'attach', seconds: SECONDS, apply: attach }],
  undo: releaseDroplet,
}

export const DETACH: ActionKind<Attachment> = {
  resource_type: 'volume',
  type: 'detach_volume',
  steps: [{ name: 'detach', seconds: SECONDS, apply: detach }],
  undo: releaseDroplet,
}

export const RESIZE: ActionKind<{ size_gigabytes: number }> = {
  resource_type: 'volume',
  type: 'resize_volume',
  steps: [{ name: 'resize', seconds: SECONDS, apply: resize }],
}

async function attach(work: Work<Attachment>): Promise<void> {
  const { deps, tx, action, input } = work
  const { account } = action
  const droplet = await droplets.findLocked(tx, account, input.droplet_id)
  if (!droplet) throw new ActionFailed(`the Droplet ${input.droplet_id} is gone`)
  const from = { kind: 'volume', id: (await requireVolume(work)).id }
  const attached = await targetsOf(tx, account, from, 'droplet')
  if (attached.length > 0) throw new ActionFailed(`the volume is attached to ${attached}`)
  const to = { kind: 'droplet', id: droplet.id }
  await link(tx, { account, from, to }, deps.now().toISOString())
  await releaseDroplet(work)
}

/** Where the Droplet is gone, so is the attachment. */
async function detach(work: Work<Attachment>): Promise<void> {
  const { tx, action, input } = work
  const { account } = action
  await droplets.findLocked(tx, account, input.droplet_id)
  const from = { kind: 'volume', id: (await requireVolume(work)).id }
  await unlink(tx, { account, from, to: { kind: 'droplet', id: input.droplet_id } })
  await releaseDroplet(work)
}

async function resize(work: Work<{ size_gigabytes: number }>): Promise<void> {
  const volume = await requireVolume(work)
  const { size_gigabytes } = work.input
  await volumes.replace(work.tx, { ...volume, body: { ...volume.body, size_gigabytes } })
}

async function requireVolume({ tx, action }: Work<object>): Promise<Document<VolumeBody>> {
  const volume = await volumes.findLocked(tx, action.account, action.resource_id)
  if (!volume) throw new ActionFailed('the volume is gone')
  return volume
}

/** So that whoever sees the volume's action ended can go on with the Droplet at once. */
async function releaseDroplet(work: Work<Attachment>): Promise<void> {
  await endAction(work, work.action.account, work.input.busy_id)
}
