// Every issued certificate is renewed in time, without anybody's hand: what is due is looked at each minute, its authority
// is asked when it would like that, and when the time has come the same action runs that issued it.
import { certificates } from '../../../cloud/certificates.ts'
import { findPending, startAction } from '../../../engine/action.ts'
import type { RenewalInfo } from '../../../issuers/issuer.ts'
import type { Deps } from '../../../kernel/ctx.ts'
import { findMaterial } from '../store.ts'
import { ISSUE } from './issue.ts'
import { jittered } from './patience.ts'
import { listRenewalsDue, type RenewalRow, removeOrdersEndedBefore, saveRenewal } from './store.ts'
import { timeWithin } from './times.ts'

const AT_ONCE = 8
const ROUNDS = 125
// RFC 9773, 4.3.3: when the authority cannot be asked.
const ASK_AGAIN_SECONDS = 6 * 3600
const LONGEST_PAUSE_SECONDS = 24 * 3600
const ORDERS_KEPT_MS = 8 * 24 * 3_600_000

export async function renewCertificates(deps: Deps): Promise<void> {
  const { database } = deps.main
  for (let round = 0; round < ROUNDS; round++) {
    const due = await listRenewalsDue(database.read, deps.now().toISOString(), AT_ONCE)
    await Promise.all(due.map((row) => lookAfter(deps, row)))
    if (due.length < AT_ONCE) break
  }
  const long_ago = new Date(deps.now().getTime() - ORDERS_KEPT_MS).toISOString()
  await database.transact((tx) => removeOrdersEndedBefore(tx, long_ago))
}

async function lookAfter(deps: Deps, row: RenewalRow): Promise<void> {
  const info = await askWhen(deps, row)
  const renew_at = info ? timeWithin(info, new Date(row.renew_at)) : new Date(row.renew_at)
  const now = deps.now()
  const pause = Math.min(info?.retry_after_seconds ?? jittered(ASK_AGAIN_SECONDS), LONGEST_PAUSE_SECONDS)
  const next_look = new Date(now.getTime() + pause * 1000)
  const due_at = renew_at > now && renew_at < next_look ? renew_at : next_look
  await deps.main.database.transact(async (tx) => {
    const { account, id } = row
    const certificate = await certificates.findLocked(tx, account, id)
    if (!certificate) return
    await saveRenewal(tx, row, { renew_at: renew_at.toISOString(), due_at: due_at.toISOString() })
    const resource = { resource_type: ISSUE.resource_type, resource_id: id }
    if (renew_at > now || (await findPending(tx, account, resource))) return
    await startAction(deps, tx, ISSUE, { account, resource_id: id, input: { renewal: true, tried: [] } })
  })
}

/** Undefined where the authority does not say, is no longer configured, or cannot be asked now. */
async function askWhen(deps: Deps, row: RenewalRow): Promise<RenewalInfo | undefined> {
  const issuer = deps.issuance.issuers.find(({ name }) => name === row.issuer)
  const material = await findMaterial(deps.main.database.read, row)
  if (!issuer?.renewalInfo || !material) return undefined
  try {
    const info = await issuer.renewalInfo(material.chain)
    if (info?.explanation_url)
      deps.log.info(
        { certificate: row.id, explanation: info.explanation_url },
        'why a certificate is renewed',
      )
    return info
  } catch (error) {
    deps.log.warn({ err: error, certificate: row.id }, 'an authority could not be asked when to renew')
    return undefined
  }
}
