// Which Droplets somebody means by their ids or by tags.
import type { Droplet } from '../facts/compute.ts'
import { indexOf, type World } from '../world.ts'

const byId = indexOf('droplet', ({ id }) => [id])
const byTag = indexOf('droplet', ({ tags }) => (tags ?? []).map((tag) => tag.toLowerCase()))

export const dropletById = (world: World, id: number): Droplet | undefined => byId(world).get(id)?.[0]

export const dropletsTagged = (world: World, tag: string): readonly Droplet[] =>
  byTag(world).get(tag.toLowerCase()) ?? []

export const isTagUsed = (world: World, tag: string): boolean => dropletsTagged(world, tag).length > 0
