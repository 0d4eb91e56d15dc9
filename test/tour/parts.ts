// Every part of the tour, one line each.

import { account_things } from './account_things.ts'
import { catalogue } from './catalogue.ts'
import { cdn } from './cdn.ts'
import { domains } from './domains.ts'
import { droplet_actions } from './droplet_actions.ts'
import { dropletDestruction } from './droplet_destruction.ts'
import { droplets } from './droplets.ts'
import { images } from './images.ts'
import { load_balancers } from './load_balancers.ts'
import { firewalls, vpcs } from './networks.ts'
import { reserved_ips } from './reserved_ips.ts'
import { secrets } from './secrets.ts'
import { type TourPart, tourOf } from './tour.ts'
import { snapshots, volumes } from './volumes.ts'

const account: TourPart = { stops: { account_get: { ok: ['GET /v2/account'] } } }

export const tour = tourOf([
  account,
  catalogue,
  secrets,
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
])
