import { type Static, Type } from 'typebox'
import { ListOf, oneOf, Text, Time } from '../../cloud/wire.ts'
import { Paging } from '../../kernel/paging.ts'

const Kind = oneOf('custom', 'lets_encrypt')

// Requests. What is pasted into the wrong field may be a key, so no text of these is quoted.
const Pem = (maxLength: number) => Type.Optional(Type.String({ ...Text(maxLength), format: 'password' }))
export const CreateCertificate = Type.Object({
  name: Type.String({ ...Text(255), minLength: 1 }),
  type: Type.Optional(Kind),
  /** An RSA key of 8,192 bits, the longest that is taken, has some 6,500 characters. */
  private_key: Pem(16_384),
  leaf_certificate: Pem(65_536),
  certificate_chain: Pem(65_536),
  dns_names: Type.Optional(Type.Array(Text(255), { maxItems: 100 })),
})
export type CreateCertificate = Static<typeof CreateCertificate>
export const CertificateFilter = Type.Object({ ...Paging.properties, name: Type.Optional(Text(255)) })
export type CertificateFilter = Static<typeof CertificateFilter>
export const ByCertificateId = Type.Object({ certificate_id: Text(64) })

// Answers.
const Certificate = Type.Object({
  id: Type.String(),
  name: Type.String(),
  not_after: Time,
  sha1_fingerprint: Type.String(),
  created_at: Time,
  dns_names: Type.Array(Type.String()),
  state: oneOf('pending', 'verified', 'error'),
  type: Kind,
  // The public service tells neither of these.
  /** When it is next renewed, unless its authority asks for that sooner. */
  renew_at: Type.Optional(Time),
  /** Why it is in state `error`. */
  message: Type.Optional(Type.String()),
})
export type Certificate = Static<typeof Certificate>
export const CertificateAnswer = Type.Object({ certificate: Certificate })
export type CertificateAnswer = Static<typeof CertificateAnswer>
export const CertificateList = ListOf('certificates', Certificate)
export type CertificateList = Static<typeof CertificateList>
