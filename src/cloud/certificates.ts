// TLS certificates, as the areas of what ends TLS with one use them. Whatever uses a certificate refers to it.
import type { Ctx } from '../kernel/ctx.ts'
import type { Db } from '../store/database.ts'
import { Documents, type Ref } from '../store/documents/documents.ts'
import { link, unlinkAll } from '../store/documents/links.ts'
import { unknown } from './wire.ts'

export interface CertificateBody {
  type: 'custom' | 'lets_encrypt'
  state: 'pending' | 'verified' | 'error'
  dns_names: string[]
  /** ISO 8601; null until there is a certificate. */
  not_after: string | null
  /** 40 hexadecimal digits, lower case; null until there is a certificate. */
  sha1_fingerprint: string | null
}

/** Ids are UUIDs. Names are unique within an account. Load balancers and CDN endpoints refer to them. */
export const certificates = new Documents<CertificateBody>('certificate')

/** From now on `from` uses these certificates and no others. */
export async function useCertificates(
  ctx: Ctx,
  tx: Db,
  from: Ref,
  wanted: ReadonlyArray<{ field: string; id: string }>,
): Promise<void> {
  const { account } = ctx.principal
  await unlinkAll(tx, account, from, certificates.kind)
  for (const { field, id } of wanted.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    if (!(await certificates.findLocked(tx, account, id))) throw unknown(field, 'certificate', id)
    await link(tx, { account, from, to: { kind: certificates.kind, id } }, ctx.deps.now().toISOString())
  }
}
