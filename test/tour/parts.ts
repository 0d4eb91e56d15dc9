// Every part of the tour, one line each.
import { account_things } from './account_things.ts'
import { catalogue } from './catalogue.ts'
import { secrets } from './secrets.ts'
import { type TourPart, tourOf } from './tour.ts'

const account: TourPart = { stops: { account_get: { ok: ['GET /v2/account'] } } }

export const tour = tourOf([account, catalogue, secrets, account_things])
