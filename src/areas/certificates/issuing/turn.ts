// What every step of an issuance begins with: the certificate, the order that was placed for it, and who signs it.
import { type CertificateBody, certificates } from '../../../cloud/certificates.ts'
import { ActionFailed, type Turn } from '../../../engine/action.ts'
import type { Issuer } from '../../../issuers/issuer.ts'
import type { Deps } from '../../../kernel/ctx.ts'
import type { Db } from '../../../store/database.ts'
import type { Document } from '../../../store/documents/documents.ts'
import { afterProblem } from './patience.ts'
import { findOpenOrder, type OrderRow, type Proof } from './store.ts'

export interface IssueInput {
  /** To put another one in the place of one that is good still. */
  renewal: boolean
  /** Issuers that have failed already. */
  tried: string[]
  /** What was interrupted once is ordered again, but not for ever. */
  again?: boolean
}

export type IssueTurn = Turn<IssueInput>

export const purposeOf = ({ input }: IssueTurn) => (input.renewal ? 'renewal' : 'issue')

export async function getCertificate(turn: IssueTurn, db: Db): Promise<Document<CertificateBody>> {
  const { account, resource_id } = turn.action
  const certificate = await certificates.find(db, account, resource_id)
  if (!certificate) throw new ActionFailed('the certificate was deleted meanwhile')
  return certificate
}

/** Each step but the first has one. */
export async function getOrder({ action }: IssueTurn, db: Db): Promise<OrderRow> {
  const order = await findOpenOrder(db, action.account, action.resource_id)
  if (!order) throw new ActionFailed('the order was lost')
  return order
}

/** Of an order that was placed with an authority that is no longer configured, nothing can come. */
export function getIssuer({ issuance }: Deps, name: string): Issuer {
  const issuer = issuance.issuers.find((it) => it.name === name)
  if (!issuer) throw new ActionFailed(`${name} is no longer configured`)
  return issuer
}

/** For a step that reaches outside. */
export async function openOrder(
  turn: IssueTurn,
): Promise<{ row: OrderRow; issuer: Issuer; proofs: Proof[] }> {
  const { read } = turn.deps.main.database
  await getCertificate(turn, read)
  const row = await getOrder(turn, read)
  return { row, issuer: getIssuer(turn.deps, row.issuer), proofs: proofsOf(row) }
}

export const proofsOf = ({ proofs }: OrderRow): Proof[] => JSON.parse(proofs)

export const issuersLeft = ({ deps, input }: Pick<IssueTurn, 'deps' | 'input'>): Issuer[] =>
  deps.issuance.issuers.filter(({ name }) => !input.tried.includes(name))

/** What the authority says no with is met with patience where that can help, and less of it where there is another. */
export async function asking<Found>(turn: IssueTurn, ask: () => Promise<Found>): Promise<Found> {
  try {
    return await ask()
  } catch (error) {
    const is_last = issuersLeft(turn).length <= 1
    throw afterProblem(error, turn.action.failures, { purpose: purposeOf(turn), is_last })
  }
}
