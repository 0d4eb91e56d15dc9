import { backupPolicyOf, nextBackupWindow } from '../../../cloud/backup_policy.ts'
import type { BackupPolicy } from '../../../cloud/droplets.ts'
import { invalid } from '../../../kernel/errors.ts'
import { changed, type DropletDocument, type DropletEvent, withFeature } from './event.ts'

interface Policy {
  policy: BackupPolicy
}

const backUp: DropletEvent<Policy>['finish'] = ({ droplet, deps, input: { policy } }) =>
  changed(droplet, {
    backup_policy: policy,
    next_backup_window: nextBackupWindow(policy, deps.now()),
    features: withFeature(droplet.body.features, 'backups'),
  })

const enabled = ({ body }: DropletDocument) => body.backup_policy !== null

const enable_backups: DropletEvent<Policy> = {
  seconds: 3,
  already: (droplet) => (enabled(droplet) ? 'Backups have already been enabled on this Droplet.' : undefined),
  accept: ({ body }) => ({ policy: backupPolicyOf(body.backup_policy) }),
  finish: backUp,
}

const change_backup_policy: DropletEvent<Policy> = {
  seconds: 3,
  accept: ({ droplet, body }) => {
    if (!enabled(droplet)) throw invalid('Backups are not enabled on this Droplet.')
    if (!body.backup_policy) throw invalid('backup_policy is required to change the policy.')
    return { policy: backupPolicyOf(body.backup_policy) }
  },
  finish: backUp,
}

const disable_backups: DropletEvent = {
  seconds: 3,
  already: (droplet) =>
    enabled(droplet) ? undefined : 'Backups have already been disabled on this Droplet.',
  finish: ({ droplet }) =>
    changed(droplet, {
      backup_policy: null,
      next_backup_window: null,
      features: droplet.body.features.filter((feature) => feature !== 'backups'),
    }),
}

export const events = { enable_backups, change_backup_policy, disable_backups }
