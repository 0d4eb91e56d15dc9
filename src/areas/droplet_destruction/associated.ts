// What belongs to a Droplet and would go on costing without it.

import { droplets } from '../../cloud/droplets.ts'
import { images } from '../../cloud/images.ts'
import { reservedIps } from '../../cloud/reserved_ips/reserved_ip.ts'
import { type VolumeBody, volumeSnapshots, volumes } from '../../cloud/volumes.ts'
import type { Ctx } from '../../kernel/ctx.ts'
import { notFound } from '../../kernel/errors.ts'
import { grants } from '../../kernel/scopes.ts'
import type { Db } from '../../store/database.ts'
import type { Document, Documents } from '../../store/documents/documents.ts'
import { linkedWith } from '../../store/documents/linked.ts'
import type { AssociatedResources } from './schema.ts'

/** In the order in which they are destroyed. */
export const GROUPS = ['reserved_ips', 'snapshots', 'volumes', 'volume_snapshots'] as const
export type Group = (typeof GROUPS)[number]
export type Associated = Record<Group, Array<{ id: string; name: string; cost: string }>>

const SCOPES: Record<Group, string> = {
  reserved_ips: 'reserved_ip:read',
  snapshots: 'image:read',
  volumes: 'block_storage:read',
  volume_snapshots: 'block_storage_snapshot:read',
}

/** Of each group only what the token may read. */
export async function listAssociated(ctx: Ctx, droplet_id: number): Promise<AssociatedResources> {
  const { read } = ctx.deps.main.database
  const { account, scopes } = ctx.principal
  const id = String(droplet_id)
  if (!(await droplets.find(read, account, id))) throw notFound()
  const all = await findAssociated(read, account, id)
  const seen = (group: Group) => (grants(scopes, SCOPES[group]) ? all[group] : [])
  return {
    reserved_ips: seen('reserved_ips'),
    floating_ips: seen('reserved_ips'),
    snapshots: seen('snapshots'),
    volumes: seen('volumes'),
    volume_snapshots: seen('volume_snapshots'),
  }
}

export async function findAssociated(db: Db, account: string, droplet_id: string): Promise<Associated> {
  const of_droplet = await linkedWith(db, account, 'droplet', [droplet_id])
  const linked = (kind: string) => of_droplet.sources(droplet_id, kind)
  const attached = await found(volumes, db, account, linked('volume'))
  const made = await found(images, db, account, linked('image'))
  const copies = await found(volumeSnapshots, db, account, await copiesOf(db, account, attached))
  const addresses = await found(reservedIps, db, account, linked('reserved_ip'))
  return {
    reserved_ips: addresses.map((it) => shown(it, RESERVED_IP_DOLLARS)),
    snapshots: made
      .filter(({ type }) => type === 'snapshot')
      .map((it) => shown(it, it.body.size_gigabytes * SNAPSHOT_DOLLARS)),
    volumes: attached.map((it) => shown(it, it.body.size_gigabytes * VOLUME_DOLLARS)),
    volume_snapshots: copies.map((it) => shown(it, it.body.size_gigabytes * SNAPSHOT_DOLLARS)),
  }
}

/** By position, so that the list is the same each time. */
async function found<Body extends object>(
  documents: Documents<Body>,
  db: Db,
  account: string,
  ids: string[],
): Promise<Document<Body>[]> {
  if (ids.length === 0) return []
  return (await documents.findMany(db, account, ids)).sort((a, b) => a.position - b.position)
}

async function copiesOf(db: Db, account: string, attached: Document<VolumeBody>[]): Promise<string[]> {
  if (attached.length === 0) return []
  const ids = attached.map(({ id }) => id)
  const linked = await linkedWith(db, account, 'volume', ids)
  return ids.flatMap((id) => linked.sources(id, 'volume_snapshot'))
}

// What the public cloud asked for a month in 2025: a reserved IP that is assigned to nothing, and each GiB.
const RESERVED_IP_DOLLARS = 5
const SNAPSHOT_DOLLARS = 0.06
const VOLUME_DOLLARS = 0.1

const shown = ({ id, name }: Document<object>, dollars: number) => ({ id, name, cost: dollars.toFixed(2) })
