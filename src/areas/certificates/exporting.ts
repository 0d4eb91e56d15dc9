// A certificate together with its private key, for the owner of the machine: no request gets that far.
import { type CertificateBody, certificates } from '../../cloud/certificates.ts'
import type { Store } from '../../kernel/ctx.ts'
import type { Document } from '../../store/documents/documents.ts'
import { type Material, openMaterial } from './material.ts'

export interface WithMaterial {
  certificate: Document<CertificateBody>
  /** Undefined where nothing has been issued yet. */
  material: Material | undefined
}

/** Both as they are at one moment, whatever is renewed meanwhile. Undefined where the account has none of that name. */
export function findWithMaterial(
  main: Store,
  account: string,
  name: string,
): Promise<WithMaterial | undefined> {
  return main.acrossRotation(() =>
    main.database.snapshot(async (tx) => {
      const certificate = await certificates.findNamed(tx, account, { name })
      return certificate && { certificate, material: await openMaterial({ main }, certificate, tx) }
    }),
  )
}
