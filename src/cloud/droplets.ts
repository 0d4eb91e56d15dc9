// Droplets, as their own area and those of what is attached to them use them.
import { type Static, Type } from 'typebox'
import type { Db } from '../store/database.ts'
import { type Document, Documents } from '../store/documents/documents.ts'
import { linkedWith } from '../store/documents/linked.ts'
import { findRegion, findSize } from './catalogue/catalogue.ts'
import { Image, Region, Size } from './catalogue/schema.ts'
import { images } from './images.ts'
import { tagNames } from './tags.ts'
import { oneOf, Slugs, Time, unknown } from './wire.ts'

const Disk = Size.properties.disk_info
const V4 = Type.Object({
  ip_address: Type.String(),
  netmask: Type.String(),
  gateway: Type.String(),
  type: oneOf('public', 'private'),
})
const V6 = Type.Object({
  ip_address: Type.String(),
  netmask: Type.Integer(),
  gateway: Type.String(),
  type: oneOf('public'),
})
const Networks = Type.Object({ v4: Type.Array(V4), v6: Type.Array(V6) })
export type Networks = Static<typeof Networks>
export const BackupWindow = Type.Object({ start: Time, end: Time })
export type BackupWindow = Static<typeof BackupWindow>
// Written as a type and not as an alternative, which is validated anew each time an answer is serialized.
const WindowOrNull = Type.Unsafe<BackupWindow | null>({ ...BackupWindow, type: ['object', 'null'] })

export const Droplet = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  memory: Type.Integer(),
  vcpus: Type.Integer(),
  disk: Type.Integer(),
  disk_info: Disk,
  locked: Type.Boolean(),
  status: oneOf('new', 'active', 'off', 'archive'),
  /** Every Droplet boots the kernel of its own image. */
  kernel: Type.Null(),
  created_at: Time,
  features: Slugs,
  backup_ids: Type.Array(Type.Integer()),
  next_backup_window: WindowOrNull,
  snapshot_ids: Type.Array(Type.Integer()),
  image: Image,
  volume_ids: Type.Array(Type.String()),
  size: Size,
  size_slug: Type.String(),
  networks: Networks,
  region: Region,
  tags: Slugs,
  vpc_uuid: Type.String(),
  gpu_info: Size.properties.gpu_info,
})
export type Droplet = Static<typeof Droplet>

/** Only a weekly plan has a day, such as `SUN`. The hour is UTC. */
export interface BackupPolicy {
  plan: 'daily' | 'weekly'
  weekday?: string
  hour: number
}

/**
 * What refers to a Droplet and what it refers to is in links: from images (snapshots and backups), volumes, firewalls,
 * load balancers, reserved IPs, tags and its project; to its VPC.
 */
export interface DropletBody {
  status: Droplet['status']
  /** While an action is at work. */
  locked: boolean
  size: string
  /** GiB: resizing may leave it as it was. */
  disk: number
  /** As it was when the Droplet was made of it: the image itself may go. */
  image: Image
  networks: Networks
  features: string[]
  backup_policy: BackupPolicy | null
  next_backup_window: BackupWindow | null
  ssh_keys: string[]
  /** Never shown. */
  user_data: string | null
}

/** Integer ids; `region` is the slug, `type` is `gpus` for those that have some. */
export const droplets = new Documents<DropletBody>('droplet')

/** With everything that is linked with them, in four queries however many they are. */
export async function shownDroplets(
  db: Db,
  account: string,
  documents: ReadonlyArray<Document<DropletBody>>,
): Promise<Droplet[]> {
  if (documents.length === 0) return []
  const ids = documents.map(({ id }) => id)
  const linked = await linkedWith(db, account, 'droplet', ids)
  const names = await tagNames(db, account, [...new Set(ids.flatMap((id) => linked.sources(id, 'tag')))])
  const kinds = await imageTypes(
    db,
    account,
    ids.flatMap((id) => linked.sources(id, 'image')),
  )
  return documents.map((document) => {
    const { id, body } = document
    const { user_data: _, ssh_keys: __, backup_policy: ___, ...state } = body
    const made = linked.sources(id, 'image')
    const size = findSize(body.size) as Size
    return {
      ...state,
      id: Number(id),
      name: document.name,
      memory: size.memory,
      vcpus: size.vcpus,
      disk_info: size.disk_info,
      kernel: null,
      created_at: document.created_at,
      backup_ids: made.filter((image) => kinds.get(image) === 'backup').map(Number),
      snapshot_ids: made.filter((image) => kinds.get(image) === 'snapshot').map(Number),
      volume_ids: linked.sources(id, 'volume'),
      size,
      size_slug: size.slug,
      region: findRegion(document.region as string) as Region,
      tags: linked.sources(id, 'tag').map((tag) => names.get(tag) ?? tag),
      vpc_uuid: linked.targets(id, 'vpc')[0] ?? '',
      ...(size.gpu_info && { gpu_info: size.gpu_info }),
    }
  })
}

async function imageTypes(db: Db, account: string, ids: string[]): Promise<Map<string, string | null>> {
  if (ids.length === 0) return new Map()
  return new Map((await images.findMany(db, account, ids)).map(({ id, type }) => [id, type]))
}

/** The Droplets of these ids. The caller's `field` named them: what is none is refused by that name. */
export async function requireDroplets(
  db: Db,
  account: string,
  { field, ids }: { field: string; ids: ReadonlyArray<number | string> },
): Promise<Array<Document<DropletBody>>> {
  const found = new Map((await droplets.findMany(db, account, ids.map(String))).map((it) => [it.id, it]))
  return ids.map((id) => {
    const droplet = found.get(String(id))
    if (!droplet) throw unknown(field, 'Droplet', id)
    return droplet
  })
}

/** Locks those of these Droplets that exist, in the order in which everybody does, until the transaction ends. */
export async function lockDroplets(
  tx: Db,
  account: string,
  ids: readonly number[],
): Promise<Map<number, Document<DropletBody>>> {
  const locked = new Map<number, Document<DropletBody>>()
  for (const id of [...new Set(ids)].sort((a, b) => a - b)) {
    const droplet = await droplets.findLocked(tx, account, String(id))
    if (droplet) locked.set(id, droplet)
  }
  return locked
}
