import { type Static, Type } from 'typebox'
import { BackupPolicyRequest } from '../../cloud/backup_policy.ts'
import { BackupWindow, Droplet } from '../../cloud/droplets.ts'
import { Firewall } from '../../cloud/networks/firewalls.ts'
import { TagNames } from '../../cloud/tags.ts'
import { IntegerId, ListOf, oneOf, orNull, Slugs, Text, Time } from '../../cloud/wire.ts'
import { Paging } from '../../kernel/paging.ts'

// Clients send null, and some an empty text, for what was not asked for.
const Maybe = <Schema extends Parameters<typeof orNull>[0]>(schema: Schema) => Type.Optional(orNull(schema))
const Flag = Maybe(Type.Boolean())
const Name = Text(1024)

export const ByDroplet = Type.Object({ droplet_id: IntegerId })
export const ByTag = Type.Object({
  tag_name: Type.String({ ...Text(255), minLength: 1 }),
})
export const ListQuery = Type.Object({
  ...Paging.properties,
  tag_name: Type.Optional(Text(255)),
  /** In any case of its letters. */
  name: Type.Optional(Text(255)),
  type: Type.Optional(oneOf('droplets', 'gpus')),
})
export type ListQuery = Static<typeof ListQuery>

export const CreateDroplet = Type.Object({
  name: Maybe(Name),
  names: Maybe(Type.Array(Name, { minItems: 1, maxItems: 10 })),
  region: Maybe(Text(64)),
  size: Text(64),
  image: Type.Union([Type.Integer(), Text(255)]),
  ssh_keys: Maybe(Type.Array(Type.Union([Type.Integer(), Text(255)]), { maxItems: 1000 })),
  backups: Flag,
  backup_policy: Maybe(BackupPolicyRequest),
  ipv6: Flag,
  monitoring: Flag,
  tags: Maybe(TagNames),
  user_data: Maybe(Type.Unsafe<string>({ ...Text(65_536), format: 'password' })),
  volumes: Maybe(
    Type.Array(Type.Union([Text(255), Type.Object({ id: Maybe(Text(255)), name: Maybe(Text(255)) })]), {
      maxItems: 100,
    }),
  ),
  vpc_uuid: Maybe(Text(64)),
  with_droplet_agent: Flag,
  public_networking: Flag,
})
export type CreateDroplet = Static<typeof CreateDroplet>

export const DropletAnswer = Type.Object({ droplet: Droplet })
export type DropletAnswer = Static<typeof DropletAnswer>
export const DropletList = ListOf('droplets', Droplet)
export type DropletList = Static<typeof DropletList>
export const Neighbors = Type.Object({ droplets: Type.Array(Droplet) })
export type Neighbors = Static<typeof Neighbors>

const ActionLink = Type.Object({
  id: Type.Integer(),
  rel: Type.String(),
  href: Type.String({ format: 'uri' }),
})
/** One `droplet` where one `name` was given, `droplets` where it were `names`. */
export const Created = Type.Object({
  droplet: Type.Optional(Droplet),
  droplets: Type.Optional(Type.Array(Droplet)),
  links: Type.Object({ actions: Type.Array(ActionLink) }),
})
export type Created = Static<typeof Created>

export const FirewallList = ListOf('firewalls', Firewall)
export type FirewallList = Static<typeof FirewallList>

const Kernel = Type.Object({ id: Type.Integer(), name: Type.String(), version: Type.String() })
export const KernelList = ListOf('kernels', Kernel)
export type KernelList = Static<typeof KernelList>

const DropletImage = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  type: oneOf('snapshot', 'backup'),
  created_at: Time,
  regions: Slugs,
  min_disk_size: Type.Integer(),
  size_gigabytes: Type.Number(),
})
export type DropletImage = Static<typeof DropletImage>
export const BackupList = ListOf('backups', DropletImage)
export type BackupList = Static<typeof BackupList>
export const SnapshotList = ListOf('snapshots', DropletImage)
export type SnapshotList = Static<typeof SnapshotList>

const Policy = Type.Object({
  droplet_id: Type.Integer(),
  backup_enabled: Type.Boolean(),
  backup_policy: Type.Optional(
    Type.Object({
      plan: Type.String(),
      weekday: Type.Optional(Type.String()),
      hour: Type.Integer(),
      window_length_hours: Type.Integer(),
      retention_period_days: Type.Integer(),
    }),
  ),
  next_backup_window: Type.Optional(BackupWindow),
})
export type Policy = Static<typeof Policy>
export const PolicyAnswer = Type.Object({ policy: Policy })
export type PolicyAnswer = Static<typeof PolicyAnswer>
const { links, meta } = KernelList.properties
/** By the Droplets' ids. */
export const PolicyList = Type.Object({ policies: Type.Record(Type.String(), Policy), links, meta })
export type PolicyList = Static<typeof PolicyList>

export const SupportedPolicies = Type.Object({
  supported_policies: Type.Array(
    Type.Object({
      name: Type.String(),
      possible_window_starts: Type.Array(Type.Integer()),
      window_length_hours: Type.Integer(),
      retention_period_days: Type.Integer(),
      possible_days: Slugs,
    }),
  ),
})
export type SupportedPolicies = Static<typeof SupportedPolicies>
