// The work of a destruction, and the record that is kept of it: first what belongs to the Droplet, and if nothing of
// that is left, the Droplet itself.
import { droplets } from '../../cloud/droplets.ts'
import { type ActionKind, findPending, type Work } from '../../engine/action.ts'
import { type Document, Documents } from '../../store/documents/documents.ts'
import { targetsOf } from '../../store/documents/links.ts'
import { GROUPS, type Group } from './associated.ts'

/** One thing that is to be destroyed, and what has come of it. */
export interface Progress {
  id: string
  name: string
  destroyed_at?: string
  error_message: string
}

export interface DestructionBody {
  droplet: Progress
  resources: Record<Group, Progress[]>
  completed_at?: string
}

/** A Droplet's last one; the id is the Droplet's. It outlives the Droplet. */
export const destructions = new Documents<DestructionBody>('droplet_destruction')

export const DESTROY: ActionKind = {
  resource_type: 'droplet',
  type: 'destroy_with_associated_resources',
  hidden: true,
  steps: [
    { name: 'resources', seconds: 5, apply: destroyResources },
    { name: 'droplet', seconds: 5, apply: destroyDroplet },
  ],
  undo: giveUp,
}

export const countFailures = ({ resources }: DestructionBody) =>
  GROUPS.flatMap((group) => resources[group]).filter(({ error_message }) => error_message !== '').length

async function destroyResources(work: Work<object>): Promise<void> {
  const { tx, action } = work
  // Droplets are locked before anything else, everywhere.
  await droplets.findLocked(tx, action.account, action.resource_id)
  const record = await recordOf(work)
  for (const group of GROUPS)
    for (const item of inOrderOfIds(record.body.resources[group])) await destroyOne(work, group, item)
  await destructions.replace(tx, record)
}

async function destroyDroplet(work: Work<object>): Promise<void> {
  const { tx, deps, action } = work
  await droplets.findLocked(tx, action.account, action.resource_id)
  const record = await recordOf(work)
  const { droplet } = record.body
  const failures = countFailures(record.body)
  if (failures === 0) {
    await droplets.remove(tx, action.account, action.resource_id)
    markDestroyed(droplet, deps.now())
  } else {
    droplet.error_message = `The Droplet was kept: ${failures} of its resources could not be destroyed.`
  }
  record.body.completed_at = deps.now().toISOString()
  await destructions.replace(tx, record)
}

/** After errors that nobody foresaw: what is left can be tried again. */
async function giveUp(work: Work<object>): Promise<void> {
  const record = await recordOf(work)
  const { droplet, resources } = record.body
  for (const item of [droplet, ...GROUPS.flatMap((group) => resources[group])])
    if (!item.destroyed_at) item.error_message = 'It could not be destroyed.'
  record.body.completed_at = work.deps.now().toISOString()
  await destructions.replace(work.tx, record)
}

async function recordOf({ tx, action }: Work<object>): Promise<Document<DestructionBody>> {
  const record = await destructions.findLocked(tx, action.account, action.resource_id)
  if (!record) throw new Error(`there is no record of the destruction of ${action.resource_id}`)
  return record
}

const inOrderOfIds = (items: Progress[]) => items.toSorted((a, b) => (a.id < b.id ? -1 : 1))

// By the kind of their documents they are linked; their actions are of the same type, or of an older name's.
const KINDS: Record<Group, readonly [kind: string, ...older: string[]]> = {
  reserved_ips: ['reserved_ip', 'floating_ip'],
  snapshots: ['image'],
  volumes: ['volume'],
  volume_snapshots: ['volume_snapshot'],
}

/** What is gone already counts as destroyed. */
async function destroyOne(work: Work<object>, group: Group, item: Progress): Promise<void> {
  if (item.destroyed_at) return
  const { tx, deps, action } = work
  const documents = new Documents<object>(KINDS[group][0])
  const there = await documents.findLocked(tx, action.account, item.id)
  const obstacle = there && (await obstacleTo(work, group, item.id))
  if (obstacle) {
    item.error_message = obstacle
    return
  }
  if (there) await documents.remove(tx, action.account, item.id)
  markDestroyed(item, deps.now())
}

async function obstacleTo(
  { tx, action: { account, resource_id: droplet_id } }: Work<object>,
  group: Group,
  id: string,
): Promise<string | undefined> {
  for (const resource_type of KINDS[group])
    if (await findPending(tx, account, { resource_type, resource_id: id }))
      return 'It already has a pending event.'
  const others = await targetsOf(tx, account, { kind: KINDS[group][0], id }, 'droplet')
  const other = others.find((it) => it !== droplet_id)
  return other && `It belongs to the Droplet ${other} by now.`
}

function markDestroyed(item: Progress, at: Date): void {
  item.destroyed_at = at.toISOString()
  item.error_message = ''
}
