// Every part of the tour, one line each.
import { catalogue } from './catalogue.ts'
import { droplet_actions } from './droplet_actions.ts'
import { images } from './images.ts'
import { secrets } from './secrets.ts'
import { type TourPart, tourOf } from './tour.ts'

const account: TourPart = { stops: { account_get: { ok: ['GET /v2/account'] } } }

export const tour = tourOf([account, catalogue, secrets, droplet_actions, images])
