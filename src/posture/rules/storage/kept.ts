// What rules about storage ask of an account: which snapshots a volume has, and whether what they are of is still there.
import type { Snapshot, Volume } from '../../facts/storage.ts'
import { indexOf, type World } from '../../world.ts'
import { dropletById } from '../tagged_droplets.ts'

const snapshotsByVolume = indexOf('snapshot', ({ resource_type, resource_id }) =>
  resource_type === 'volume' ? [String(resource_id)] : [],
)
const volumeById = indexOf('volume', ({ id }) => [id])

/** When the newest was taken; undefined where there is none. */
export function newestSnapshotOf(world: World, { id }: Pick<Volume, 'id'>): string | undefined {
  const times = (snapshotsByVolume(world).get(id) ?? []).map(({ created_at }) => created_at)
  return times.reduce<string | undefined>(
    (newest, time) => (newest === undefined || Date.parse(time) > Date.parse(newest) ? time : newest),
    undefined,
  )
}

/** Whether what the snapshot is of is still in the account. */
export function hasSource(world: World, { resource_type, resource_id }: Snapshot): boolean {
  return resource_type === 'volume'
    ? volumeById(world).has(String(resource_id))
    : dropletById(world, Number(resource_id)) !== undefined
}

/** How long ago that was, in whole days, for people to read. */
export const wholeDaysSince = (world: World, time: string) => Math.floor(world.daysSince(time))
