import { certificateId } from '../../../issuers/certificate_id.ts'
import type { Issuer } from '../../../issuers/issuer.ts'
import { findMaterial } from '../store.ts'
import { findRenewal } from './store.ts'
import type { IssueTurn } from './turn.ts'

/** How the authority that issued it knows the certificate that this order replaces, where it wants to. */
export async function replacedBy({ deps, action }: IssueTurn, issuer: Issuer): Promise<string | undefined> {
  const { read } = deps.main.database
  const { account, resource_id: id } = action
  const renewal = await findRenewal(read, account, id)
  if (!issuer.renewalInfo || renewal?.issuer !== issuer.name) return undefined
  const material = await findMaterial(read, { account, id })
  return material && certificateId(material.chain)
}
