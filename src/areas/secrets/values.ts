import { badRequest } from '../../kernel/errors.ts'
import { open, type Sealed, seal } from '../../vault/seal.ts'
import type { Place } from './region.ts'

const VALUES_MAX_BYTES = 65_536

/** Throws a 400 when the whole set is larger than 64 KiB as JSON. */
export function sealValues(place: Place, version: number, values: Record<string, string>): Sealed {
  const text = JSON.stringify(values)
  const bytes = Buffer.byteLength(text)
  if (bytes > VALUES_MAX_BYTES)
    throw badRequest(`values must be at most ${VALUES_MAX_BYTES} bytes as JSON, got ${bytes}.`)
  return seal(place.store.ring, sealingPlace(place.region, place.key, version), text)
}

export function openValues(place: Place, row: Sealed & { sealed_version: number }): Record<string, string> {
  return JSON.parse(open(place.store.ring, sealingPlace(place.region, place.key, row.sealed_version), row))
}

/** Where a version's values belong, and nowhere else. No part holds a slash. */
export const sealingPlace = (region: string, key: { account: string; name: string }, version: number) =>
  `secret_versions/${region}/${key.account}/${key.name}/${version}`
