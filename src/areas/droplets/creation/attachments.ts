// What else of the account a new Droplet is given: SSH keys and volumes.
import { requireIdle } from '../../../cloud/actions.ts'
import { requireScope, unknown } from '../../../cloud/wire.ts'
import type { Ctx } from '../../../kernel/ctx.ts'
import { invalid } from '../../../kernel/errors.ts'
import type { Db } from '../../../store/database.ts'
import { type Document, Documents } from '../../../store/documents/documents.ts'
import { targetsOf } from '../../../store/documents/links.ts'
import type { CreateDroplet } from '../schema.ts'

// Their `type` is the fingerprint.
const ssh_keys = new Documents<object>('ssh_key')
const volumes = new Documents<object>('volume')
export type Volume = Document<object>

const MOST_VOLUMES = 15

/** Ids of the keys that a request names by id or by fingerprint. */
export async function findKeys(ctx: Ctx, tx: Db, wanted: ReadonlyArray<string | number>): Promise<string[]> {
  if (wanted.length === 0) return []
  requireScope(ctx, 'ssh_key:read')
  const ids = new Set<string>()
  for (const key of wanted) ids.add(await findKey(ctx, tx, String(key)))
  return [...ids]
}

async function findKey(ctx: Ctx, tx: Db, key: string): Promise<string> {
  const { account } = ctx.principal
  const found = /^\d+$/.test(key)
    ? await ssh_keys.find(tx, account, key)
    : (await ssh_keys.all(tx, account, { type: key }))[0]
  if (!found) throw unknown('ssh_keys', 'SSH key', key)
  return found.id
}

type Wanted = NonNullable<CreateDroplet['volumes']>

/** The volumes that a request names, locked and free to be attached. Whether they are in its region is yet to be seen. */
export async function holdVolumes(
  ctx: Ctx,
  tx: Db,
  { wanted, region }: { wanted: Wanted; region: string | undefined },
): Promise<Volume[]> {
  if (wanted.length === 0) return []
  requireScope(ctx, 'block_storage:read')
  const ids = new Set<string>()
  for (const volume of wanted) ids.add(await volumeId(ctx, tx, volume, region))
  if (ids.size > MOST_VOLUMES)
    throw invalid(`volumes: a Droplet has at most ${MOST_VOLUMES} volumes, got ${ids.size}.`)
  const held: Volume[] = []
  for (const id of [...ids].sort()) held.push(await holdVolume(ctx, tx, id))
  return held
}

async function volumeId(ctx: Ctx, tx: Db, wanted: Wanted[number], region?: string): Promise<string> {
  if (typeof wanted === 'string') return wanted
  if (wanted.id) return wanted.id
  const name = wanted.name ?? ''
  const named = await volumes.findNamed(tx, ctx.principal.account, { name, region })
  if (!named) throw unknown('volumes', 'volume', name)
  return named.id
}

async function holdVolume(ctx: Ctx, tx: Db, id: string): Promise<Volume> {
  const { account } = ctx.principal
  const volume = await volumes.findLocked(tx, account, id)
  if (!volume) throw unknown('volumes', 'volume', id)
  const [droplet] = await targetsOf(tx, account, { kind: 'volume', id }, 'droplet')
  if (droplet !== undefined)
    throw invalid(`volumes: the volume ${id} is attached to the Droplet ${droplet} already.`)
  await requireIdle(tx, account, { resource_type: 'volume', resource_id: id }, `volumes: the volume ${id}`)
  return volume
}

export function requireInRegion(held: readonly Volume[], region: string): void {
  const elsewhere = held.find((volume) => volume.region !== region)
  if (elsewhere)
    throw invalid(`volumes: the volume ${elsewhere.id} is in ${elsewhere.region}, not in ${region}.`)
}
