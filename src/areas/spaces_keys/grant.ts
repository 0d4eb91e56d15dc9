import { badRequest } from '../../kernel/errors.ts'
import type { Grant } from './schema.ts'

/** Full access is to all buckets, and takes the place of whatever is granted beside it. */
export function acceptGrants(grants: readonly Grant[]): Grant[] {
  grants.forEach(requireBucket)
  const buckets = grants.map(({ bucket }) => bucket)
  const twice = buckets.find((bucket, index) => buckets.indexOf(bucket) !== index)
  if (hasFullAccess(grants)) return [{ bucket: '', permission: 'fullaccess' }]
  if (twice !== undefined) throw badRequest(`grants: the bucket ${twice} is named twice.`)
  return [...grants]
}

function requireBucket({ bucket, permission }: Grant, index: number): void {
  const full = permission === 'fullaccess'
  if (full && bucket !== '')
    throw badRequest(
      `grants.${index}.bucket must be empty, for fullaccess is to all buckets; got "${bucket}".`,
    )
  if (!full && bucket === '')
    throw badRequest(`grants.${index}.bucket must name the bucket that "${permission}" is granted on.`)
}

export const hasFullAccess = (grants: readonly Grant[]) =>
  grants.some(({ permission }) => permission === 'fullaccess')
