import type { CertificateBody } from '../../../cloud/certificates.ts'
import { startAction } from '../../../engine/action.ts'
import { atomically, type Ctx } from '../../../kernel/ctx.ts'
import type { Document } from '../../../store/documents/documents.ts'
import { insertNamed } from '../naming.ts'
import { ISSUE } from './issue.ts'
import { checkNames } from './names.ts'

/** The certificate is `pending` until it is issued. */
export async function requestCertificate(
  ctx: Ctx,
  wanted: { name: string; dns_names: readonly string[] },
): Promise<Document<CertificateBody>> {
  const dns_names = await checkNames(ctx, wanted.dns_names)
  const nothing_yet = { not_after: null, sha1_fingerprint: null, message: null }
  const body = { type: 'lets_encrypt', state: 'pending', dns_names, ...nothing_yet } as const
  return atomically(ctx, ctx.deps.main, async (tx) => {
    const document = await insertNamed(ctx, tx, { name: wanted.name, body })
    const { account, id: resource_id } = document
    await startAction(ctx.deps, tx, ISSUE, { account, resource_id, input: { renewal: false, tried: [] } })
    return document
  })
}
