// Every part of the tour, one line each.

import { certificates } from './certificates.ts'
import { account_things } from './cloud/account_things.ts'
import { catalogue } from './cloud/catalogue.ts'
import { cdn } from './cloud/cdn.ts'
import { domains } from './cloud/domains.ts'
import { droplet_actions } from './cloud/droplet_actions.ts'
import { dropletDestruction } from './cloud/droplet_destruction.ts'
import { droplets } from './cloud/droplets.ts'
import { images } from './cloud/images.ts'
import { load_balancers } from './cloud/load_balancers.ts'
import { firewalls, vpcs } from './cloud/networks.ts'
import { reserved_ips } from './cloud/reserved_ips.ts'
import { snapshots, volumes } from './cloud/volumes.ts'
import { registries } from './registries.ts'
import { scans } from './scans.ts'
import { secrets } from './secrets.ts'
import { type TourPart, tourOf } from './tour.ts'

const account: TourPart = {
  stops: { account_get: { ok: ['GET /v2/account'] } },
  own: { oauth_revoke: ['POST /v1/oauth/revoke', { token: 'not a token' }] },
}

export const tour = tourOf([
  account,
  catalogue,
  secrets,
  certificates,
  domains,
  vpcs,
  firewalls,
  reserved_ips,
  cdn,
  load_balancers,
  droplets,
  volumes,
  snapshots,
  dropletDestruction,
  droplet_actions,
  images,
  account_things,
  scans,
  // Last, for what the others make may take time, in which its garbage collection would end.
  registries,
])
