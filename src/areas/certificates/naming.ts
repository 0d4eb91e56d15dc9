import { type CertificateBody, certificates } from '../../cloud/certificates.ts'
import type { Ctx } from '../../kernel/ctx.ts'
import { conflict } from '../../kernel/errors.ts'
import type { Db } from '../../store/database.ts'
import type { Document } from '../../store/documents/documents.ts'

/** Throws a conflict where the account has one of that name. */
export async function insertNamed(
  ctx: Ctx,
  tx: Db,
  { name, body }: { name: string; body: CertificateBody },
): Promise<Document<CertificateBody>> {
  const { account } = ctx.principal
  await certificates.holdAll(tx, account)
  if (await certificates.findNamed(tx, account, { name }))
    throw conflict(`name: there is a certificate ${JSON.stringify(name)} already.`)
  const id = crypto.randomUUID()
  ctx.audit.resource = `do:certificate:${id}`
  const created_at = ctx.deps.now().toISOString()
  return (await certificates.insert(tx, { account, id, name, created_at, body })).document
}
