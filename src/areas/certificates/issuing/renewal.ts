// Every issued certificate is renewed in time, without anybody's hand: what is due is looked at each minute, its authority
// is asked when it would like that, and when the time has come the same action runs that issued it.
import { certificates } from '../../../cloud/certificates.ts'
import { findPending, saveAction, startAction } from '../../../engine/action.ts'
import type { RenewalInfo } from '../../../issuers/issuer.ts'
import type { Deps } from '../../../kernel/ctx.ts'
import { findMaterial } from '../store.ts'
import { ISSUE } from './issue.ts'
import { jittered } from './patience.ts'
import { listRenewalsDue, type RenewalRow, removeOrdersEndedBefore, saveRenewal } from './store.ts'
import { latestTime, timeWithin } from './times.ts'

const AT_ONCE = 8
const ROUNDS = 125
// RFC 9773, 4.3.3: when the authority cannot be asked.
const ASK_AGAIN_SECONDS = 6 * 3600
const LONGEST_PAUSE_SECONDS = 24 * 3600
const DAY_MS = 24 * 3_600_000
// Nothing waits for longer than a day.
const NEVER_LATER_MS = 2 * DAY_MS

const at = ({ now }: Deps, later_ms: number) => new Date(now().getTime() + later_ms).toISOString()

export async function renewCertificates(deps: Deps): Promise<void> {
  const { database } = deps.main
  for (let round = 0; round < ROUNDS; round++) {
    const due = await listRenewalsDue(
      database.read,
      { now: at(deps, 0), latest: at(deps, NEVER_LATER_MS) },
      AT_ONCE,
    )
    await Promise.all(due.map((row) => lookAfter(deps, row)))
    if (due.length < AT_ONCE) break
  }
  const { orders, duplicates, failures } = deps.issuance.limits
  const longest = Math.max(orders.seconds, duplicates.seconds, failures.seconds)
  const long_ago = at(deps, -(longest * 1000 + DAY_MS))
  await database.transact((tx) => removeOrdersEndedBefore(tx, long_ago))
}

async function lookAfter(deps: Deps, row: RenewalRow): Promise<void> {
  const info = await askWhen(deps, row)
  const known = await certificates.find(deps.main.database.read, row.account, row.id)
  if (!known) return
  const latest = latestTime({
    not_before: new Date(known.created_at),
    not_after: new Date(known.body.not_after ?? 0),
  })
  const renew_at = info ? timeWithin(info, new Date(row.renew_at), latest) : new Date(row.renew_at)
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
    const pending = await findPending(tx, account, resource)
    if (pending && pending.due_at > at(deps, NEVER_LATER_MS))
      await saveAction(tx, pending, { due_at: at(deps, 0) })
    if (renew_at > now || pending) return
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
