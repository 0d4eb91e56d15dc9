// What can be said of a request for Droplets before anything is looked up.
import { backupPolicyOf } from '../../../cloud/backup_policy.ts'
import type { BackupPolicy } from '../../../cloud/droplets.ts'
import { badRequest, invalid } from '../../../kernel/errors.ts'
import type { CreateDroplet } from '../schema.ts'

const HOSTNAME = /^[a-zA-Z0-9]?[a-zA-Z0-9.-]*[a-zA-Z0-9]$/
const LONGEST_NAME = 255
const MOST_USER_DATA_BYTES = 65_536

/** A name for each Droplet that is wanted. Throws where the request cannot be right whatever there is. */
export function namesOf(body: CreateDroplet): string[] {
  if (body.name != null && body.names != null) throw badRequest('name and names: give one of them, got both.')
  const names = body.names ?? (body.name == null ? [] : [body.name])
  if (names.length === 0)
    throw badRequest('name is required: the hostname of the Droplet, or names of several.')
  for (const name of names) requireHostname(name)
  requireUserData(body)
  if (body.public_networking === false && body.ipv6)
    throw invalid('ipv6 must be false where public_networking is false, got true.')
  if (names.length > 1 && body.volumes?.length)
    throw invalid(
      'volumes: a volume can be attached to one Droplet only; leave them out where names are several.',
    )
  return names
}

function requireHostname(name: string): void {
  if (!HOSTNAME.test(name))
    throw invalid('Only valid hostname characters are allowed. (a-z, A-Z, 0-9, . and -)')
  if (name.length > LONGEST_NAME)
    throw invalid(`name must have at most ${LONGEST_NAME} characters, got ${name.length}.`)
}

function requireUserData({ user_data }: CreateDroplet): void {
  const bytes = Buffer.byteLength(user_data ?? '')
  if (bytes > MOST_USER_DATA_BYTES) throw invalid(`user_data must have at most 64 KiB, got ${bytes} bytes.`)
}

/** Null where no backups are wanted. */
export function wantedPolicy({ backups, backup_policy }: CreateDroplet): BackupPolicy | null {
  if (backups) return backupPolicyOf(backup_policy)
  if (backup_policy) throw invalid('backup_policy needs backups to be true.')
  return null
}

/** As a Droplet shows what was switched on when it was made. */
export function featuresOf(body: CreateDroplet): string[] {
  return [
    ...(body.backups ? ['backups'] : []),
    ...(body.ipv6 ? ['ipv6'] : []),
    ...(body.monitoring ? ['monitoring'] : []),
    ...(body.with_droplet_agent === false ? [] : ['droplet_agent']),
    'private_networking',
  ]
}
