import { badRequest } from '../../kernel/errors.ts'
import { resourceKinds } from '../../posture/resource_types.ts'

const LABELS = new Map(Object.values(resourceKinds).map(({ urn, label }) => [urn as string, label as string]))

/** A URN as it was written. Whether there is such a resource is not asked: it may come, and it may be gone. */
export function checkUrn(field: string, written: string): string {
  const [scheme, type = '', ...id] = written.split(':')
  if (scheme === 'do' && LABELS.has(type) && id.join(':') !== '') return written
  throw badRequest(
    `${field} must be the URN of a resource, such as do:droplet:123, got ${JSON.stringify(written)}.`,
  )
}

export const idIn = (urn: string) => urn.split(':').slice(2).join(':')

export const labelOf = (urn: string) => LABELS.get(urn.split(':')[1] ?? '') ?? ''
