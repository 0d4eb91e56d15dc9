// TLS certificates, as the areas of what ends TLS with one use them. Whatever uses a certificate refers to it.
import type { Ctx, Deps } from '../kernel/ctx.ts'
import { invalid } from '../kernel/errors.ts'
import type { Db } from '../store/database.ts'
import { type Document, Documents, type Ref } from '../store/documents/documents.ts'
import { link, pageOfSources, sourcesOf, unlinkAll } from '../store/documents/links.ts'
import { noteDestroyed } from './sealed/scrubbing.ts'
import { unknown } from './wire.ts'

export interface CertificateBody {
  type: 'custom' | 'lets_encrypt'
  state: 'pending' | 'verified' | 'error'
  dns_names: string[]
  /** ISO 8601; null until there is a certificate. */
  not_after: string | null
  /** 40 hexadecimal digits, lower case; null until there is a certificate. */
  sha1_fingerprint: string | null
  /** Why it is in state `error`. */
  message: string | null
}

/** Ids are UUIDs. Names are unique within an account. Load balancers and CDN endpoints refer to them. */
export const certificates = new Documents<CertificateBody>('certificate')

export const certificateRef = (id: string): Ref => ({ kind: certificates.kind, id })

/** What refers to certificates, in the order in which it is locked. Their ids are in its body too, as `certificate_id`. */
const USERS = ['cdn_endpoint', 'load_balancer'].map((kind) => new Documents<object>(kind))

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
    const certificate = await certificates.findLocked(tx, account, id)
    if (!certificate) throw unknown(field, 'certificate', id)
    requireVerified(field, certificate)
    await link(tx, { account, from, to: certificateRef(id) }, ctx.deps.now().toISOString())
  }
}

function requireVerified(field: string, { name, body }: Document<CertificateBody>): void {
  if (body.state !== 'verified')
    throw invalid(
      `${field}: the certificate ${JSON.stringify(name)} is in state ${body.state}; it can be used once it is verified.`,
    )
}

/** The caller holds the certificate's lock, without which nothing begins to use it. */
export async function isInUse(tx: Db, account: string, id: string): Promise<boolean> {
  const kinds = USERS.map(({ kind }) => kind)
  const found = await pageOfSources(tx, { account, to: certificateRef(id) }, { kinds, page: 1, per_page: 1 })
  return found.total > 0
}

export interface FreshCertificate {
  id: string
  created_at: string
  body: CertificateBody
}

/** A certificate under the old one's name, and used by all that used the old one, which is gone. Undefined where it was. */
export async function replaceCertificate(
  deps: Deps,
  tx: Db,
  { account, id: old_id }: { account: string; id: string },
  fresh: FreshCertificate,
): Promise<Document<CertificateBody> | undefined> {
  // What uses a certificate is locked before it; once more behind it, for what has begun to use it in between.
  await lockUsers(tx, account, old_id)
  const old = await certificates.findLocked(tx, account, old_id)
  if (!old) return undefined
  const users = await lockUsers(tx, account, old_id)
  const { document } = await certificates.insert(tx, { ...fresh, account, name: old.name })
  for (const { documents, user } of users) {
    await documents.replace(tx, { ...user, body: withCertificate(user.body, old_id, fresh.id) })
    await link(tx, { account, from: user, to: certificateRef(fresh.id) }, fresh.created_at)
  }
  await certificates.remove(tx, account, old_id)
  noteDestroyed(deps.main)
  return document
}

interface User {
  documents: Documents<object>
  user: Document<object>
}

async function lockUsers(tx: Db, account: string, id: string): Promise<User[]> {
  const users: User[] = []
  for (const documents of USERS) {
    const ids = await sourcesOf(tx, account, certificateRef(id), documents.kind)
    for (const user_id of ids.toSorted()) {
      const user = await documents.findLocked(tx, account, user_id)
      if (user) users.push({ documents, user })
    }
  }
  return users
}

const withCertificate = (body: object, old_id: string, id: string): object =>
  JSON.parse(JSON.stringify(body), (key, value) =>
    key === 'certificate_id' && value === old_id ? id : value,
  )
