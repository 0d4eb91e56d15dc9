// Every API area, one line each. Order is migration order: `keys` first, for sealed rows refer to its keys.
import { account } from './areas/account/area.ts'
import { audit } from './areas/audit/area.ts'
import { droplet_actions } from './areas/droplet_actions/area.ts'
import { images } from './areas/images/area.ts'
import { keys } from './areas/keys/area.ts'
import { regions } from './areas/regions/area.ts'
import { secrets } from './areas/secrets/area.ts'
import { sizes } from './areas/sizes/area.ts'
import { tokens } from './areas/tokens/area.ts'
import type { Area } from './engine/area.ts'

export const areas: Area[] = [keys, audit, account, tokens, secrets, regions, sizes, droplet_actions, images]
