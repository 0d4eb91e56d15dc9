// That the names are ours: the authority asks our name server for a record that only we could put there.
import { domainRecords, domainRef } from '../../../cloud/domains.ts'
import { findZoneOf, holdDomain, NO_EXTRAS } from '../../../cloud/zones/zone_changes.ts'
import { ActionFailed, reachingStep, type Work } from '../../../engine/action.ts'
import type { Authorization } from '../../../issuers/issuer.ts'
import type { Problem } from '../../../issuers/problem.ts'
import { whileWaiting } from './patience.ts'
import { type OrderRow, type Proof, saveOrder } from './store.ts'
import { asking, getOrder, type IssueInput, type IssueTurn, openOrder, proofsOf } from './turn.ts'

// The least that the API allows: no resolver should remember for long what is there for moments.
const PROOF_TTL = 30
const AT_ONCE = 5
const ANSWERED_WITHIN_LOOKS = 30
const VALIDATED_WITHIN_LOOKS = 60

export const publish = reachingStep<IssueInput, Authorization[]>({
  name: 'publish',
  reach: (turn) =>
    asking(turn, async () => {
      const { row, issuer } = await openOrder(turn)
      return (await issuer.listAuthorizations(await issuer.getOrder(row.url))).filter(isPending)
    }),
  async apply(work, pending) {
    const row = await getOrder(work, work.tx)
    const proofs: Proof[] = []
    for (const authorization of pending.toSorted(byRecord))
      proofs.push(await publishProof(work, authorization))
    await saveOrder(work.tx, row, { proofs: JSON.stringify(proofs) })
  },
})

/** Asked over the network, as the authority will. */
export const answer = reachingStep<IssueInput, void>({
  name: 'answer',
  async reach(turn) {
    const { proofs } = await openOrder(turn)
    for (const { name, value } of proofs) {
      const seen = await lookUp(turn, name)
      if (Array.isArray(seen) && seen.includes(value)) continue
      const reason = Array.isArray(seen) ? '' : `: ${seen.message}`
      const what = `the name server does not answer the TXT record of ${name} with its proof${reason}`
      throw whileWaiting(what, turn.action.attempts, { every: 5, most: ANSWERED_WITHIN_LOOKS })
    }
  },
  async apply(work) {
    const row = await getOrder(work, work.tx)
    const { process: seen_by } = work.deps.issuance
    const proofs = proofsOf(row).map((proof) => ({ ...proof, seen_by }))
    await saveOrder(work.tx, row, { proofs: JSON.stringify(proofs) })
  },
})

const lookUp = ({ deps }: IssueTurn, name: string): Promise<string[] | Error> =>
  deps.issuance.lookUpTxt(name).catch((error) => error)

export const validate = reachingStep<IssueInput, void>({
  name: 'validate',
  reach: (turn) =>
    asking(turn, async () => {
      const { row, issuer } = await openOrder(turn)
      const authorizations = await issuer.listAuthorizations(await issuer.getOrder(row.url))
      const pending = authorizations.filter(isPending)
      for (let start = 0; start < pending.length; start += AT_ONCE)
        await Promise.all(pending.slice(start, start + AT_ONCE).map((it) => issuer.prove(it)))
    }),
  async apply() {},
})

/** The authority has looked for the proofs, and not found them. */
export class Refused extends ActionFailed {}

/** The authority may have looked while nobody was there to answer it, so what it says is not about the names. */
export class Interrupted extends Refused {}

const isAnothers = ({ deps }: IssueTurn, proofs: Proof[]) =>
  proofs.some(({ seen_by }) => seen_by !== deps.issuance.process)

/** Why an order is invalid. An authority may find out after it has said that the names are proven. */
export function refusalOf(turn: IssueTurn, proofs: Proof[], what: string): Error {
  return isAnothers(turn, proofs) ? new Interrupted(what) : new Refused(what)
}

/** The authority's word that the names are proven. */
export const confirm = reachingStep<IssueInput, void>({
  name: 'confirm',
  reach: (turn) =>
    asking(turn, async () => {
      const { row, issuer, proofs } = await openOrder(turn)
      const placed = await issuer.getOrder(row.url)
      if (placed.status !== 'pending' && placed.status !== 'invalid') return
      const authorizations = await issuer.listAuthorizations(placed)
      const refused = authorizations.find(({ status }) => status !== 'pending' && status !== 'valid')
      if (refused || placed.status === 'invalid')
        throw refusalOf(turn, proofs, told(refused?.problem ?? placed.problem, refused?.name))
      const asked = authorizations.find(isPending)?.retry_after_seconds ?? placed.retry_after_seconds
      throw whileWaiting(`${row.issuer} has not validated the names yet`, turn.action.attempts, {
        every: 15,
        most: VALIDATED_WITHIN_LOOKS,
        asked,
      })
    }),
  async apply() {},
})

// Domains are held in one order, whatever order the authority has its names in.
const byRecord = (one: Authorization, other: Authorization) => (one.record_name < other.record_name ? -1 : 1)

const isPending = ({ status }: Authorization) => status === 'pending'

export function told(problem: Problem | undefined, name?: string): string {
  const parts = (problem?.subproblems ?? []).map((part) => told(part))
  const of = problem?.name ?? name
  const whole = problem ? `${problem.type}: ${problem.detail}` : 'the authority gave no reason'
  return [`${of === undefined ? '' : `${of}: `}${whole}`, ...parts].join('; ')
}

async function publishProof(work: Work<IssueInput>, wanted: Authorization): Promise<Proof> {
  const { deps, tx, action } = work
  const { account } = action
  const { record_name: name, record_value: value } = wanted
  const domain = await findZoneOf(tx, account, name)
  const zone = domain === undefined ? undefined : await holdDomain({ deps, tx, account }, domain)
  if (!zone) throw new ActionFailed(`${name} is in no domain of this account any more`)
  const relative = name.slice(0, -zone.id.length - 1)
  const others = await domainRecords.all(tx, account, { name: relative, linked_to: domainRef(zone.id) })
  if (others.some(({ type }) => type === 'CNAME'))
    throw new ActionFailed(`${name} is an alias (CNAME), so the proof cannot be put there`)
  // All records of one name and type have one ttl (RFC 2181, section 5.2).
  const ttl = others.find(({ type }) => type === 'TXT')?.body.ttl ?? PROOF_TTL
  const body = { ...NO_EXTRAS, name: relative, data: value, ttl }
  const { id } = await zone.insert({ type: 'TXT', body })
  return { domain: zone.id, record: id, name, value }
}

/** In the order of the domains' names, as whoever holds several does. Of a domain that is gone the proofs are gone with it. */
export async function withdrawProofs({ deps, tx, action }: Work<IssueInput>, row: OrderRow): Promise<void> {
  const change = { deps, tx, account: action.account }
  const by_domain = Map.groupBy(proofsOf(row), ({ domain }) => domain)
  for (const [domain, proofs] of [...by_domain].sort()) {
    const zone = await holdDomain(change, domain)
    await zone?.remove(proofs.map(({ record }) => record))
  }
}
