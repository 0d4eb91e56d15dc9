// Every part of the tour, one line each.
import { catalogue } from './catalogue.ts'
import { dropletDestruction } from './droplet_destruction.ts'
import { secrets } from './secrets.ts'
import { snapshots } from './snapshots.ts'
import { type TourPart, tourOf } from './tour.ts'
import { volumes } from './volumes.ts'

const account: TourPart = { stops: { account_get: { ok: ['GET /v2/account'] } } }

export const tour = tourOf([account, catalogue, secrets, volumes, snapshots, dropletDestruction])
