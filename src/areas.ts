// Every API area, one line each. Order is migration order: `keys` first, for sealed rows refer to its keys.
import { account } from './areas/account/area.ts'
import { audit } from './areas/audit/area.ts'
import { dropletDestruction } from './areas/droplet_destruction/area.ts'
import { keys } from './areas/keys/area.ts'
import { regions } from './areas/regions/area.ts'
import { secrets } from './areas/secrets/area.ts'
import { sizes } from './areas/sizes/area.ts'
import { snapshots } from './areas/snapshots/area.ts'
import { tokens } from './areas/tokens/area.ts'
import { volumes } from './areas/volumes/area.ts'
import type { Area } from './engine/area.ts'

export const areas: Area[] = [
  keys,
  audit,
  account,
  tokens,
  secrets,
  regions,
  sizes,
  volumes,
  snapshots,
  dropletDestruction,
]
