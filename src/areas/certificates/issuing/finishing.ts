// From proven names to a certificate that is kept: the key is kept before anybody is asked to sign for it, and the
// certificate before anybody is told of it.
import { type CertificateBody, certificates, replaceCertificate } from '../../../cloud/certificates.ts'
import { ActionFailed, reachingStep, type Work } from '../../../engine/action.ts'
import { ThreadEnded } from '../../../issuers/aside/thread.ts'
import type { Issuer, Order } from '../../../issuers/issuer.ts'
import type { Document } from '../../../store/documents/documents.ts'
import { makeKey } from '../../../tls/csr.ts'
import type { CheckedChain } from '../../../tls/uploaded.ts'
import { keepMaterial, type Material } from '../material.ts'
import { endOrder, keepOrderKey, openOrderKey } from './order_key.ts'
import { whileWaiting } from './patience.ts'
import { refusalOf, told, withdrawProofs } from './proving.ts'
import { insertRenewal, type OrderRow, type Proof } from './store.ts'
import { firstRenewal } from './times.ts'
import { asking, getCertificate, getOrder, type IssueInput, type IssueTurn, openOrder } from './turn.ts'

const FINALIZED_WITHIN_LOOKS = 60

/** New for each certificate. */
export const key = reachingStep<IssueInput, string>({
  name: 'key',
  reach: ({ deps }) => makeKey(deps.issuance.key_kind),
  async apply(work, private_key) {
    const row = await getOrder(work, work.tx)
    await keepOrderKey(work.deps, work.tx, row, private_key)
  },
})

export const finalize = reachingStep<IssueInput, CheckedChain>({
  name: 'finalize',
  reach: (turn) =>
    asking(turn, async () => {
      const { row, issuer, proofs } = await openOrder(turn)
      const placed = await issuer.getOrder(row.url)
      const { deps } = turn
      // The row anew: the ring may have been turned since it was read.
      const openKey = async () => openOrderKey(deps, await getOrder(turn, deps.main.database.read))
      const private_key = await deps.main.acrossRotation(openKey)
      const csr = () => deps.issuance.aside('makeCsr', private_key, JSON.parse(row.names))
      const finalized = placed.status === 'ready' ? await issuer.finalize(placed, await csr()) : placed
      const chain = await downloadWhenValid(turn, { issuer, proofs }, finalized)
      return checkedChain(turn, row, { chain, private_key })
    }),
  async apply(work, issued) {
    const row = await getOrder(work, work.tx)
    await store(work, row, issued)
    await withdrawProofs(work, row)
    await endOrder(work.deps, work.tx, row, 'issued')
  },
})

async function downloadWhenValid(
  turn: IssueTurn,
  { issuer, proofs }: { issuer: Issuer; proofs: Proof[] },
  order: Order,
): Promise<string> {
  if (order.status === 'valid') return issuer.download(order)
  if (order.status === 'invalid') throw refusalOf(turn, proofs, told(order.problem))
  if (order.status === 'pending') throw new ActionFailed('the authority takes the names for unproven again')
  throw whileWaiting(`${issuer.name} has not signed yet`, turn.action.attempts, {
    every: 15,
    most: FINALIZED_WITHIN_LOOKS,
    asked: order.retry_after_seconds,
  })
}

/** An authority is believed no more than a client who uploads. */
async function checkedChain(
  { deps }: IssueTurn,
  row: OrderRow,
  { chain, private_key }: Material,
): Promise<CheckedChain> {
  try {
    const checked = await deps.issuance.aside('readChain', chain, private_key, deps.now())
    requireNames(checked, JSON.parse(row.names))
    return checked
  } catch (error) {
    if (error instanceof ThreadEnded) throw error
    throw new ActionFailed(`the authority's certificate is of no use: ${(error as Error).message}`)
  }
}

function requireNames({ dns_names }: CheckedChain, wanted: string[]): void {
  const missing = wanted.filter((name) => !dns_names.includes(name))
  if (missing.length > 0) throw new Error(`it is not good for ${missing.join(', ')}`)
}

async function store(work: Work<IssueInput>, row: OrderRow, issued: CheckedChain): Promise<void> {
  const { deps, tx, action } = work
  const document = await storeDocument(work, issued)
  const { account, id, name } = document
  const private_key = openOrderKey(deps, row)
  await keepMaterial(deps, tx, document, { private_key, chain: issued.chain })
  const renewal = { account, kind: 'certificate', id, issuer: row.issuer } as const
  await insertRenewal(tx, { ...renewal, ...firstRenewal(issued) })
  const replaced = id === action.resource_id ? {} : { replaced: action.resource_id }
  deps.log.info({ certificate: id, name, issuer: row.issuer, ...replaced }, 'a certificate was issued')
}

async function storeDocument(
  work: Work<IssueInput>,
  issued: CheckedChain,
): Promise<Document<CertificateBody>> {
  const { deps, tx, input } = work
  const old = await getCertificate(work, tx)
  const { sha1_fingerprint } = issued
  const not_after = issued.not_after.toISOString()
  const body = { ...old.body, state: 'verified', message: null, not_after, sha1_fingerprint } as const
  if (!input.renewal) {
    await certificates.replace(tx, { ...old, body })
    return { ...old, body }
  }
  const fresh = { id: crypto.randomUUID(), created_at: deps.now().toISOString(), body }
  const replaced = await replaceCertificate(deps, tx, old, fresh)
  if (!replaced) throw new ActionFailed('the certificate was deleted meanwhile')
  return replaced
}
