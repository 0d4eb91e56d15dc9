import { type CertificateBody, certificates, isInUse } from '../../cloud/certificates.ts'
import { noteDestroyed } from '../../cloud/sealed/scrubbing.ts'
import { listEnds } from '../../cloud/wire.ts'
import { atomically, type Ctx } from '../../kernel/ctx.ts'
import { invalid, notFound, refused } from '../../kernel/errors.ts'
import type { Document } from '../../store/documents/documents.ts'
import { CertificateFault } from '../../tls/pem.ts'
import { type CheckedUpload, readUpload } from '../../tls/uploaded.ts'
import { requestCertificate } from './issuing/request.ts'
import { renewalTimes } from './issuing/store.ts'
import { keepMaterial } from './material.ts'
import { insertNamed } from './naming.ts'
import type {
  Certificate,
  CertificateAnswer,
  CertificateFilter,
  CertificateList,
  CreateCertificate,
} from './schema.ts'

/** An empty name is what clients send that look for none. */
export async function listCertificates(
  ctx: Ctx,
  { name, ...paging }: CertificateFilter,
): Promise<CertificateList> {
  const { read } = ctx.deps.main.database
  const filter = { name: name || undefined }
  const { documents, total } = await certificates.page(read, ctx.principal.account, { ...paging, ...filter })
  return { certificates: await shownCertificates(ctx, documents), ...listEnds(ctx, paging, total) }
}

export async function readCertificate(ctx: Ctx, id: string): Promise<CertificateAnswer> {
  const known = await certificates.find(ctx.deps.main.database.read, ctx.principal.account, id)
  if (!known) throw notFound()
  const [certificate] = await shownCertificates(ctx, [known])
  return { certificate: certificate as Certificate }
}

/** The first clients knew of no type. */
export async function createCertificate(ctx: Ctx, wanted: CreateCertificate): Promise<CertificateAnswer> {
  const { name, type, dns_names = [] } = wanted
  const made =
    type === 'lets_encrypt' ? requestCertificate(ctx, { name, dns_names }) : uploadCertificate(ctx, wanted)
  return { certificate: shownCertificate(await made) }
}

async function uploadCertificate(ctx: Ctx, wanted: CreateCertificate): Promise<Document<CertificateBody>> {
  const checked = await checkUpload(ctx, wanted)
  return atomically(ctx, ctx.deps.main, async (tx) => {
    const document = await insertNamed(ctx, tx, { name: wanted.name, body: bodyOf(checked) })
    await keepMaterial(ctx.deps, tx, document, checked)
    return document
  })
}

async function checkUpload(ctx: Ctx, wanted: CreateCertificate): Promise<CheckedUpload> {
  const { private_key = '', leaf_certificate = '', certificate_chain = '' } = wanted
  for (const [field, text] of Object.entries({ private_key, leaf_certificate }))
    if (text.trim() === '') throw invalid(`${field} is required for a certificate of type custom.`)
  try {
    return await readUpload({ private_key, leaf_certificate, certificate_chain }, ctx.deps.now())
  } catch (error) {
    throw error instanceof CertificateFault ? invalid(error.message) : error
  }
}

const bodyOf = ({ dns_names, not_after, sha1_fingerprint }: CheckedUpload): CertificateBody => ({
  type: 'custom',
  state: 'verified',
  dns_names,
  not_after: not_after.toISOString(),
  sha1_fingerprint,
  message: null,
})

export async function deleteCertificate(ctx: Ctx, id: string): Promise<void> {
  const { account } = ctx.principal
  await atomically(ctx, ctx.deps.main, async (tx) => {
    if (!(await certificates.findLocked(tx, account, id))) throw notFound()
    ctx.audit.resource = `do:certificate:${id}`
    if (await isInUse(tx, account, id))
      throw refused('Make sure the certificate is not in use before deleting it')
    await certificates.remove(tx, account, id)
    noteDestroyed(ctx.deps.main)
  })
}

/** What the public service's clients take for no time at all: they cannot read null. */
const NEVER = '0001-01-01T00:00:00Z'

async function shownCertificates(ctx: Ctx, documents: Document<CertificateBody>[]): Promise<Certificate[]> {
  const issued = documents.filter(({ body }) => body.type === 'lets_encrypt').map(({ id }) => id)
  const renewals = await renewalTimes(ctx.deps.main.database.read, ctx.principal.account, issued)
  return documents.map((it) => shownCertificate(it, renewals.get(it.id)))
}

const shownCertificate = (
  { id, name, created_at, body }: Document<CertificateBody>,
  renew_at?: string,
): Certificate => ({
  id,
  name,
  not_after: body.not_after ?? NEVER,
  sha1_fingerprint: body.sha1_fingerprint ?? '',
  created_at,
  dns_names: body.dns_names,
  state: body.state,
  type: body.type,
  ...(renew_at !== undefined && { renew_at }),
  ...(body.message !== null && { message: body.message }),
})
