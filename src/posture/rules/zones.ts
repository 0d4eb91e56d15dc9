// Which domain of the account answers for a name.
import type { Domain } from '../facts/names.ts'
import { indexOf, type World } from '../world.ts'
import { plainName } from './host_names.ts'

const byName = indexOf('domain', ({ name }) => [plainName(name)])

export const zoneNamed = (world: World, name: string): Domain | undefined =>
  byName(world).get(plainName(name))?.[0]

// No name that DNS can carry is longer, and each of its labels is looked up.
const NAME_MAX = 253

/** The nearest, where one is within another. */
export function zoneOf(world: World, host: string): Domain | undefined {
  if (host.length > NAME_MAX) return undefined
  const labels = plainName(host).split('.')
  for (let at = 0; at < labels.length; at += 1) {
    const zone = zoneNamed(world, labels.slice(at).join('.'))
    if (zone) return zone
  }
  return undefined
}
