// A certificate's key and chain: sealed when it is made, opened by whoever ends TLS with it, and shown to nobody.
import type { CertificateBody } from '../../cloud/certificates.ts'
import { rewrapTable } from '../../cloud/sealed/rewrapping.ts'
import type { Deps } from '../../kernel/ctx.ts'
import type { Db } from '../../store/database.ts'
import type { Document } from '../../store/documents/documents.ts'
import { open, seal } from '../../vault/seal.ts'
import { nextWarning } from './expiry.ts'
import {
  findMaterial,
  insertMaterial,
  type Key,
  listMaterialsNotUnder,
  type MaterialRow,
  replaceWrapping,
} from './store.ts'

export interface Material {
  /** PKCS#8 PEM. */
  private_key: string
  /** PEM, the leaf first. */
  chain: string
}

/** In the transaction that makes the certificate. */
export async function keepMaterial(
  deps: Deps,
  tx: Db,
  { account, id, body }: Document<CertificateBody>,
  { private_key, chain }: Material,
): Promise<void> {
  const { type, not_after } = body
  if (not_after === null) throw new Error('a certificate that never ends has no key')
  const warn_at = type === 'custom' ? nextWarning(not_after, deps.now()) : null
  const sealed = seal(deps.main.ring, placeOf({ account, id }), private_key)
  await insertMaterial(tx, { account, kind: 'certificate', id, type, chain, not_after, warn_at, ...sealed })
}

/** Undefined where there is no such certificate, or none has been issued yet. */
export function openMaterial(
  { main }: Pick<Deps, 'main'>,
  key: Key,
  db = main.database.read,
): Promise<Material | undefined> {
  return main.acrossRotation(async () => {
    const row = await findMaterial(db, key)
    return row && { private_key: open(main.ring, placeOf(row), row), chain: row.chain }
  })
}

export function rewrapCertificates(deps: Deps): Promise<void> {
  return rewrapTable<MaterialRow>(deps, deps.main, {
    placeOf,
    listNotUnder: (db, ring_key, after, limit) =>
      listMaterialsNotUnder(db, ring_key, after ?? { account: '', id: '' }, limit),
    replaceWrapping,
  })
}

/** Where a key belongs, and nowhere else. Neither part holds a slash. */
const placeOf = ({ account, id }: Key) => `certificates/${account}/${id}`
