import { ActionFailed, NotYet, reachingStep } from '../../../engine/action.ts'
import type { Issuer, Order } from '../../../issuers/issuer.ts'
import { sortedNames } from '../../../issuers/issuer.ts'
import { IssuerProblem } from '../../../issuers/problem.ts'
import { secondsUntilAllowed } from './limits.ts'
import { afterProblem, isTooLong, jittered } from './patience.ts'
import { replacedBy } from './replacing.ts'
import { insertOrder, NO_KEY } from './store.ts'
import { getCertificate, type IssueInput, type IssueTurn, purposeOf } from './turn.ts'

/** With the first authority that takes the order, of those that have not failed yet. */
export const order = reachingStep<IssueInput, { issuer: string; placed: Order; names: string[] }>({
  name: 'order',
  async reach(turn) {
    const { body } = await getCertificate(turn, turn.deps.main.database.read)
    const names = sortedNames(body.dns_names)
    const failures: Error[] = []
    for (const issuer of issuersLeft(turn)) {
      try {
        await waitForLimits(turn, issuer, names)
        return { issuer: issuer.name, placed: await placeOrder(turn, issuer, names), names }
      } catch (error) {
        failures.push(afterProblem(error, turn.action.attempts, purposeOf(turn)))
      }
    }
    throw soonest(failures)
  },
  async apply({ deps, tx, action }, { issuer, placed, names }) {
    await insertOrder(tx, {
      account: action.account,
      id: crypto.randomUUID(),
      certificate: action.resource_id,
      issuer,
      url: placed.url,
      names: JSON.stringify(names),
      proofs: '[]',
      ordered_at: deps.now().toISOString(),
      ended_at: null,
      outcome: null,
      ...NO_KEY,
    })
  },
})

export const issuersLeft = ({ deps, input }: Pick<IssueTurn, 'deps' | 'input'>): Issuer[] =>
  deps.issuance.issuers.filter(({ name }) => !input.tried.includes(name))

async function waitForLimits(turn: IssueTurn, { name }: Issuer, names: string[]): Promise<void> {
  const { renewal } = turn.input
  const wanted = { issuer: name, names: JSON.stringify(names), renewal }
  const seconds = await secondsUntilAllowed(turn.deps, wanted)
  if (seconds === 0) return
  const what = `${name} would refuse another order: its limit allows the next one in ${seconds} seconds`
  if (isTooLong(seconds, purposeOf(turn))) throw new ActionFailed(what)
  throw new NotYet(what, jittered(seconds) + seconds / 2)
}

/** Whoever began before and died may have ordered already. */
async function placeOrder(turn: IssueTurn, issuer: Issuer, names: string[]): Promise<Order> {
  const { lease, attempts } = turn.action
  const placed = lease !== null || attempts > 0 ? await issuer.findOpenOrder(names) : undefined
  if (placed) return placed
  const replaces = turn.input.renewal ? await replacedBy(turn, issuer) : undefined
  try {
    return await issuer.newOrder(names, replaces === undefined ? {} : { replaces })
  } catch (error) {
    // The one that is to be replaced has been already, by an order that came to nothing here.
    if (replaces === undefined || !isRefused(error)) throw error
    return issuer.newOrder(names)
  }
}

const isRefused = (error: unknown) => error instanceof IssuerProblem && !error.transient

/** That which is tried again first; the last one that will not be, where none is. */
function soonest(failures: Error[]): Error {
  const waits = failures.filter((it) => it instanceof NotYet)
  const first = waits.sort((one, other) => one.seconds - other.seconds)[0]
  return first ?? failures.at(-1) ?? new ActionFailed('no certificate authority is left to ask')
}
