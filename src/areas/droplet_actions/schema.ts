import { type Static, Type } from 'typebox'
import { Action } from '../../cloud/actions.ts'
import { BackupPolicyRequest } from '../../cloud/backup_policy.ts'
import { TagName } from '../../cloud/tags.ts'
import { IntegerId, oneOf, Text } from '../../cloud/wire.ts'

export const ByDropletId = Type.Object({ droplet_id: IntegerId })
export const ByActionId = Type.Object({ droplet_id: IntegerId, action_id: IntegerId })
export const ByTag = Type.Object({ tag_name: TagName })

export const DropletAction = Type.Object({
  type: oneOf(
    'enable_backups',
    'change_backup_policy',
    'disable_backups',
    'reboot',
    'power_cycle',
    'shutdown',
    'power_off',
    'power_on',
    'password_reset',
    'restore',
    'rebuild',
    'snapshot',
    'resize',
    'rename',
    'change_kernel',
    'enable_ipv6',
    'enable_private_networking',
  ),
  backup_policy: Type.Optional(BackupPolicyRequest),
  image: Type.Optional(
    Type.Unsafe<string | number>({
      type: ['string', 'integer'],
      pattern: '^[^\\u0000]{1,255}$',
      description: 'the id or the slug of an image',
    }),
  ),
  size: Type.Optional(Text(255)),
  disk: Type.Optional(Type.Boolean()),
  name: Type.Optional(Text(255)),
  kernel: Type.Optional(IntegerId),
})
export type DropletAction = Static<typeof DropletAction>
export type DropletActionType = DropletAction['type']

export const ActionsAnswer = Type.Object({ actions: Type.Array(Action) })
export type ActionsAnswer = Static<typeof ActionsAnswer>
