// What authorities allow, respected before they say no: an order too many holds up all others for hours.

import type { Issuance, Rate } from '../../../issuers/issuance.ts'
import type { Deps } from '../../../kernel/ctx.ts'
import type { Db } from '../../../store/database.ts'
import { type Counting, ordersSince } from './store.ts'

interface Wanted {
  issuer: string
  /** JSON, sorted. */
  names: string
  renewal: boolean
}

/** The server's own authority, which limits nothing. */
export const LOCAL_ISSUER = 'local'

/** How long until one more may be ordered, in seconds; 0 where it may be now. Of several limits, the longest. */
export async function secondsUntilAllowed(deps: Deps, tx: Db, wanted: Wanted): Promise<number> {
  if (wanted.issuer === LOCAL_ISSUER) return 0
  const waits = await Promise.all(
    limitsOn(deps.issuance.limits, wanted).map(({ rate, counting }) =>
      waitFor(tx, deps.now(), rate, counting),
    ),
  )
  return Math.max(...waits)
}

type Limits = Issuance['limits']

function limitsOn({ orders, failures, duplicates }: Limits, { issuer, names, renewal }: Wanted) {
  const all = [
    { rate: orders, counting: { issuer } },
    { rate: failures, counting: { issuer, names, outcome: 'refused' as const } },
  ]
  return renewal ? all : [...all, { rate: duplicates, counting: { issuer, names, granted: true } }]
}

async function waitFor(tx: Db, at: Date, rate: Rate, counting: Omit<Counting, 'since'>): Promise<number> {
  const now = at.getTime()
  const since = new Date(now - rate.seconds * 1000).toISOString()
  const { oldest, count } = await ordersSince(tx, { ...counting, since }, rate.most)
  if (oldest === undefined || count < rate.most) return 0
  return Math.ceil((Date.parse(oldest) - now) / 1000 + rate.seconds)
}
