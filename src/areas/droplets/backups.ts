// Takes the backup of each Droplet that is to have one when its window comes, and drops those that are too old.
import { nextBackupWindow, RETENTION_DAYS, WINDOW_HOURS } from '../../cloud/backup_policy.ts'
import { type DropletBody, droplets } from '../../cloud/droplets.ts'
import { images } from '../../cloud/images.ts'
import { ActionFailed, type ActionKind, findPending, startAction, type Work } from '../../engine/action.ts'
import type { Deps } from '../../kernel/ctx.ts'
import type { Db } from '../../store/database.ts'
import type { Document } from '../../store/documents/documents.ts'
import { link } from '../../store/documents/links.ts'

type Droplet = Document<DropletBody>

const AT_ONCE = 500
const BACKUP_SECONDS = 120
const DAY_MS = 86_400_000
const SLOT_MS = WINDOW_HOURS * 3_600_000

export const BACKUP: ActionKind = {
  resource_type: 'droplet',
  type: 'backup',
  steps: [{ name: 'copy', seconds: BACKUP_SECONDS, apply: takeBackup }],
  undo: async ({ tx, action }) => {
    const droplet = await droplets.findLocked(tx, action.account, action.resource_id)
    if (droplet) await unlock(tx, droplet)
  },
}

async function takeBackup({ deps, tx, action }: Work<object>): Promise<void> {
  const droplet = await droplets.findLocked(tx, action.account, action.resource_id)
  if (!droplet) throw new ActionFailed('the Droplet was destroyed before its backup was taken')
  const { account, id, name, region, body } = droplet
  const now = deps.now()
  const created_at = now.toISOString()
  const { document } = await images.insert(tx, {
    account,
    name: `${name}-${now.getTime()}`,
    type: 'backup',
    created_at,
    body: {
      distribution: body.image.distribution,
      regions: [region as string],
      min_disk_size: body.disk,
      // Nothing is ever written to its disk.
      size_gigabytes: body.image.size_gigabytes ?? 0,
      description: '',
      status: 'available',
      error_message: '',
      source_droplet: id,
    },
  })
  await link(
    tx,
    { account, from: { kind: 'image', id: document.id }, to: { kind: 'droplet', id } },
    created_at,
  )
  await dropOldBackups(tx, droplet, now)
  await unlock(tx, droplet)
}

async function dropOldBackups(tx: Db, { account, id, body }: Droplet, now: Date): Promise<void> {
  const days = RETENTION_DAYS[body.backup_policy?.plan ?? 'daily']
  const oldest = new Date(now.getTime() - days * DAY_MS).toISOString()
  const backups = await images.all(tx, account, { type: 'backup', linked_to: { kind: 'droplet', id } })
  for (const backup of backups) if (backup.created_at < oldest) await images.remove(tx, account, backup.id)
}

async function unlock(tx: Db, droplet: Droplet): Promise<void> {
  await droplets.replace(tx, { ...droplet, body: { ...droplet.body, locked: false } })
}

// Windows start every few hours. Once all have been looked at after a start, nothing is due before the next one.
// A process that starts knows nothing of that, and looks.
const looked_at = new WeakMap<Deps, number>()

/** Starts what is due. A Droplet that something is being done to waits until the next look. */
export async function startBackups(deps: Deps): Promise<void> {
  const slot = Math.floor(deps.now().getTime() / SLOT_MS)
  if (looked_at.get(deps) === slot) return
  const { read } = deps.main.database
  let all_started = true
  for (const { account, last_position } of await droplets.accounts(read))
    for (let after = 0; after < last_position; after += AT_ONCE)
      if (!(await startDue(deps, account, after))) all_started = false
  if (all_started) looked_at.set(deps, slot)
}

/**
 * False where one that is due has to wait. Each is a transaction of its own: one of many would keep every other action of
 * the account waiting while it waits for a Droplet.
 */
async function startDue(deps: Deps, account: string, after: number): Promise<boolean> {
  const { database } = deps.main
  const now = deps.now().toISOString()
  const known = await droplets.between(database.read, account, { after, upto: after + AT_ONCE })
  let all_started = true
  for (const { id } of known.filter(({ body }) => isDue(body, now)))
    if (!(await database.transact((tx) => startBackup(deps, tx, account, id)))) all_started = false
  return all_started
}

const isDue = ({ next_backup_window }: DropletBody, now: string) =>
  next_backup_window !== null && next_backup_window.start <= now

/** False where something is being done to it. */
async function startBackup(deps: Deps, tx: Db, account: string, id: string): Promise<boolean> {
  const droplet = await droplets.findLocked(tx, account, id)
  const policy = droplet?.body.backup_policy
  if (!droplet || !policy || !isDue(droplet.body, deps.now().toISOString())) return true
  if (await findPending(tx, account, { resource_type: 'droplet', resource_id: id })) return false
  const next_backup_window = nextBackupWindow(policy, deps.now())
  await droplets.replace(tx, { ...droplet, body: { ...droplet.body, next_backup_window, locked: true } })
  await startAction(deps, tx, BACKUP, { account, resource_id: id, region: droplet.region, input: {} })
  return true
}
