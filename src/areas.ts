// Every API area, one line each. Order is migration order: `keys` first, for sealed rows refer to its keys.
import { account } from './areas/account/area.ts'
import { actions } from './areas/actions/area.ts'
import { audit } from './areas/audit/area.ts'
import { cdn } from './areas/cdn/area.ts'
import { certificates } from './areas/certificates/area.ts'
import { domains } from './areas/domains/area.ts'
import { droplet_actions } from './areas/droplet_actions/area.ts'
import { dropletDestruction } from './areas/droplet_destruction/area.ts'
import { droplets } from './areas/droplets/area.ts'
import { firewalls } from './areas/firewalls/area.ts'
import { floating_ips } from './areas/floating_ips/area.ts'
import { images } from './areas/images/area.ts'
import { keys } from './areas/keys/area.ts'
import { load_balancers } from './areas/load_balancers/area.ts'
import { projects } from './areas/projects/area.ts'
import { regions } from './areas/regions/area.ts'
import { registries } from './areas/registries/area.ts'
import { reserved_ips } from './areas/reserved_ips/area.ts'
import { scans } from './areas/scans/area.ts'
import { secrets } from './areas/secrets/area.ts'
import { sizes } from './areas/sizes/area.ts'
import { snapshots } from './areas/snapshots/area.ts'
import { spaces_keys } from './areas/spaces_keys/area.ts'
import { ssh_keys } from './areas/ssh_keys/area.ts'
import { tags } from './areas/tags/area.ts'
import { tokens } from './areas/tokens/area.ts'
import { volumes } from './areas/volumes/area.ts'
import { vpcPeerings } from './areas/vpc_peerings/area.ts'
import { vpcs } from './areas/vpcs/area.ts'
import type { Area } from './engine/area.ts'

export const areas: Area[] = [
  keys,
  audit,
  account,
  tokens,
  secrets,
  scans,
  certificates,
  regions,
  sizes,
  domains,
  vpcs,
  vpcPeerings,
  firewalls,
  reserved_ips,
  floating_ips,
  load_balancers,
  cdn,
  registries,
  droplets,
  volumes,
  snapshots,
  dropletDestruction,
  droplet_actions,
  images,
  actions,
  projects,
  spaces_keys,
  ssh_keys,
  tags,
]
