// The issuance of a certificate, first or renewed: a durable action that goes on from where it was, whatever dies when.
import { certificates } from '../../../cloud/certificates.ts'
import { ActionFailed, type ActionKind, startAction, type Work } from '../../../engine/action.ts'
import { finalize, key } from './finishing.ts'
import { endOrder } from './order_key.ts'
import { choose, order } from './ordering.ts'
import { answer, confirm, Interrupted, publish, Refused, validate, withdrawProofs } from './proving.ts'
import { findOpenOrder, findRenewal, saveRenewal } from './store.ts'
import { pauseAfter } from './times.ts'
import { type IssueInput, issuersLeft } from './turn.ts'

export const ISSUE: ActionKind<IssueInput> = {
  resource_type: 'certificate',
  type: 'issue',
  hidden: true,
  audited: true,
  steps: [choose, order, publish, answer, validate, confirm, key, finalize],
  undo: giveUp,
}

/** With this order; another is placed where that may help. */
async function giveUp(work: Work<IssueInput>, failure: unknown): Promise<void> {
  const { deps, tx, action } = work
  const { account, resource_id } = action
  const row = await findOpenOrder(tx, account, resource_id)
  if (row) {
    await withdrawProofs(work, row)
    await endOrder(deps, tx, row, failure instanceof Refused ? 'refused' : 'failed')
  }
  const input = row && nextTry(work, row.issuer, failure)
  if (input) await startAction(deps, tx, ISSUE, { account, resource_id, input })
  else await (work.input.renewal ? renewLater(work, failure) : markFailed(work, failure))
}

/** Once more with the same authority where it could not see the proofs, else with the next one. */
function nextTry(
  { deps, input }: Work<IssueInput>,
  issuer: string,
  failure: unknown,
): IssueInput | undefined {
  if (failure instanceof Interrupted && !input.again) return { ...input, again: true }
  const next = { ...input, tried: [...input.tried, issuer] }
  return issuersLeft({ deps, input: next }).length > 0 ? next : undefined
}

// What else is thrown is a fault of the server, and none of the client's business.
const OUR_FAULT = 'the server failed to issue it; its log has the reason'

async function markFailed({ deps, tx, action }: Work<IssueInput>, failure: unknown): Promise<void> {
  const certificate = await certificates.findLocked(tx, action.account, action.resource_id)
  if (!certificate) return
  deps.log.error(
    { err: failure, certificate: certificate.id, name: certificate.name, reason: (failure as Error).message },
    'a certificate was not issued',
  )
  const message = failure instanceof ActionFailed ? failure.message : OUR_FAULT
  await certificates.replace(tx, { ...certificate, body: { ...certificate.body, state: 'error', message } })
}

/** The old one stays in use. */
async function renewLater({ deps, tx, action }: Work<IssueInput>, failure: unknown): Promise<void> {
  const renewal = await findRenewal(tx, action.account, action.resource_id)
  if (!renewal) return
  const failures = renewal.failures + 1
  const due_at = new Date(deps.now().getTime() + pauseAfter(renewal.failures) * 1000).toISOString()
  const reason = (failure as Error).message
  deps.log.error(
    { certificate: renewal.id, failures, reason, again_at: due_at },
    'a certificate was not renewed',
  )
  await saveRenewal(tx, renewal, { failures, due_at })
}
