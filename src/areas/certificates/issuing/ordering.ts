// Which authority is asked, within its limits, and the order that is placed with it.
import { ActionFailed, NotYet, reachingStep, type Step } from '../../../engine/action.ts'
import { certificateId } from '../../../issuers/certificate_id.ts'
import { type Issuer, type Order, sortedNames } from '../../../issuers/issuer.ts'
import { findMaterial } from '../store.ts'
import { secondsUntilAllowed } from './limits.ts'
import { isTooLong, jittered, whileWaiting } from './patience.ts'
import { findRenewal, holdIssuer, insertOrder, isShared, listOrderUrls, NO_KEY, saveOrder } from './store.ts'
import {
  asking,
  getCertificate,
  getOrder,
  type IssueInput,
  type IssueTurn,
  issuersLeft,
  openOrder,
  purposeOf,
} from './turn.ts'

const UNSHARED_WITHIN_LOOKS = 60

/** The first of those that have not failed yet and allow it; from now on the order counts against its limits. */
export const choose: Step<IssueInput> = {
  name: 'choose',
  seconds: 0,
  async apply(work) {
    const { deps, tx, action } = work
    const { body } = await getCertificate(work, tx)
    const names = JSON.stringify(sortedNames(body.dns_names))
    const left = issuersLeft(work)
    if (left.length === 0) throw new ActionFailed('no certificate authority is left to ask')
    let shortest = Number.POSITIVE_INFINITY
    for (const { name: issuer } of left) {
      await holdIssuer(tx, issuer)
      const wait = await secondsUntilAllowed(deps, tx, { issuer, names, renewal: work.input.renewal })
      const order = { account: action.account, certificate: action.resource_id, issuer, names }
      if (wait === 0) return insertOrder(tx, { ...NEW_ORDER, ...order, ...begun(work) })
      shortest = Math.min(shortest, wait)
    }
    throw untilAllowed(work, shortest)
  },
}

const NEW_ORDER = { url: '', proofs: '[]', ended_at: null, outcome: null, ...NO_KEY }
const begun = ({ deps, input }: IssueTurn) => ({
  id: crypto.randomUUID(),
  renewal: input.renewal ? (1 as const) : (0 as const),
  ordered_at: deps.now().toISOString(),
})

function untilAllowed(turn: IssueTurn, seconds: number): Error {
  const what = `the limits of the certificate authority allow the next order in ${seconds} seconds`
  return isTooLong(seconds, purposeOf(turn)) ? new ActionFailed(what) : new NotYet(what, spread(seconds))
}

// Whoever waits for the same limit comes back at some time after it, not at once with all others.
const spread = (seconds: number) => seconds + jittered(seconds / 10)

export const order = reachingStep<IssueInput, Order>({
  name: 'order',
  reach: (turn) =>
    asking(turn, async () => {
      const { row, issuer } = await openOrder(turn)
      return placeOrder(turn, issuer, JSON.parse(row.names))
    }),
  async apply({ tx, ...turn }, { url }) {
    const row = await getOrder(turn, tx)
    await holdIssuer(tx, row.issuer)
    // Authorities give the same order to whoever wants the same names again, and it is good for one key.
    if (await isShared(tx, row, url))
      throw whileWaiting('another certificate is being issued for the same names', turn.action.attempts, {
        every: 15,
        most: UNSHARED_WITHIN_LOOKS,
      })
    await saveOrder(tx, row, { url })
  },
})

/** Whoever began before and died may have ordered already. */
async function placeOrder(turn: IssueTurn, issuer: Issuer, names: string[]): Promise<Order> {
  const { lease, attempts, failures } = turn.action
  const placed =
    lease !== null || attempts + failures > 0 ? await findLostOrder(turn, issuer, names) : undefined
  if (placed) return placed
  const replaces = turn.input.renewal ? await replacedBy(turn, issuer) : undefined
  return issuer.newOrder(names, replaces === undefined ? {} : { replaces })
}

async function findLostOrder(
  { deps }: IssueTurn,
  issuer: Issuer,
  names: string[],
): Promise<Order | undefined> {
  const known = await listOrderUrls(deps.main.database.read, issuer.name)
  return issuer.findOpenOrder(names, new Set(known))
}

/** How the authority that issued it knows the certificate that this order replaces, where it wants to. */
export async function replacedBy({ deps, action }: IssueTurn, issuer: Issuer): Promise<string | undefined> {
  const { read } = deps.main.database
  const { account, resource_id: id } = action
  const renewal = await findRenewal(read, account, id)
  if (!issuer.renewalInfo || renewal?.issuer !== issuer.name) return undefined
  const material = await findMaterial(read, { account, id })
  return material && certificateId(material.chain)
}
