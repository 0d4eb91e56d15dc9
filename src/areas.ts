// Every API area, one line each. Order is migration order: `keys` first, for sealed rows refer to its keys.
import { account } from './areas/account/area.ts'
import { actions } from './areas/actions/area.ts'
import { audit } from './areas/audit/area.ts'
import { keys } from './areas/keys/area.ts'
import { projects } from './areas/projects/area.ts'
import { regions } from './areas/regions/area.ts'
import { secrets } from './areas/secrets/area.ts'
import { sizes } from './areas/sizes/area.ts'
import { spaces_keys } from './areas/spaces_keys/area.ts'
import { ssh_keys } from './areas/ssh_keys/area.ts'
import { tags } from './areas/tags/area.ts'
import { tokens } from './areas/tokens/area.ts'
import type { Area } from './engine/area.ts'

export const areas: Area[] = [
  ...[keys, audit, account, tokens, secrets],
  ...[regions, sizes],
  ...[actions, projects, spaces_keys, ssh_keys, tags],
]
