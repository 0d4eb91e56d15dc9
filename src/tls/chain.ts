// Whether certificates are what a TLS server can show to its clients: a leaf, and each authority after what it has signed.
import type { KeyObject } from 'node:crypto'
import type { ParsedCertificate } from './parsed.ts'
import { CertificateFault } from './pem.ts'
import { requireTakenKey } from './private_key.ts'

const CERTIFICATES_MAX = 10
const HASHES = ['SHA-256', 'SHA-384', 'SHA-512']
// RFC 5280, 4.2.1.3.
const DIGITAL_SIGNATURE = 1
const KEY_ENCIPHERMENT = 4
const KEY_CERT_SIGN = 32
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1'
const ANY_PURPOSE = '2.5.29.37.0'

/** Throws CertificateFault for the first fault. The root may be there or not. */
export function requireChain(
  [leaf, ...authorities]: readonly [ParsedCertificate, ...ParsedCertificate[]],
  key: KeyObject,
  now: Date,
): void {
  const all = [leaf, ...authorities]
  if (all.length > CERTIFICATES_MAX)
    throw fault(leaf, `begins a chain of ${all.length} certificates; at most ${CERTIFICATES_MAX} are taken`)
  requireDistinct(all)
  requireLeaf(leaf)
  for (const certificate of all) requireValid(certificate, now)
  for (const certificate of all)
    requireTakenKey(certificate.field, certificate.place, certificate.x509.publicKey)
  if (!leaf.x509.checkPrivateKey(key))
    throw new CertificateFault('private_key', `private_key does not belong to ${leaf.place}.`)
  for (const [at, authority] of authorities.entries()) {
    requireAuthority(authority, at)
    requireSigned(all[at] as ParsedCertificate, authority)
  }
  requireEnd(all.at(-1) as ParsedCertificate, all.length)
}

const fault = ({ field, place }: ParsedCertificate, problem: string) =>
  new CertificateFault(field, `${place} ${problem}.`)

function requireDistinct(all: readonly ParsedCertificate[]): void {
  const seen = new Map<string, string>()
  for (const certificate of all) {
    const other = seen.get(certificate.x509.fingerprint256)
    if (other) throw fault(certificate, `is the same as ${other}; each certificate is wanted once`)
    seen.set(certificate.x509.fingerprint256, certificate.place)
  }
}

function requireLeaf(leaf: ParsedCertificate): void {
  const { path_length, key_usage, extended_key_usage } = leaf
  if (path_length !== undefined)
    throw fault(leaf, 'is that of a certificate authority; the first one must be that of a server')
  // Only RSA keys can do without signing, and only up to TLS 1.2.
  const fit =
    leaf.x509.publicKey.asymmetricKeyType === 'rsa' ? DIGITAL_SIGNATURE | KEY_ENCIPHERMENT : DIGITAL_SIGNATURE
  if (key_usage !== undefined && (key_usage & fit) === 0)
    throw fault(leaf, 'is not for TLS: its key usage lacks digital signature')
  if (extended_key_usage && !extended_key_usage.some((it) => it === SERVER_AUTH || it === ANY_PURPOSE))
    throw fault(leaf, 'is not for a TLS server: its extended key usage lacks server authentication')
}

function requireValid(certificate: ParsedCertificate, now: Date): void {
  const { validFromDate: begins, validToDate: ends } = certificate.x509
  if (now < begins) throw fault(certificate, `is not valid before ${begins.toISOString()}`)
  if (now >= ends) throw fault(certificate, `has expired: it was valid until ${ends.toISOString()}`)
}

/** `below` is how many authorities stand between it and the leaf. */
function requireAuthority(authority: ParsedCertificate, below: number): void {
  const { path_length, key_usage = KEY_CERT_SIGN } = authority
  if (path_length === undefined)
    throw fault(authority, 'is no certificate authority, and only the first certificate may be none')
  if ((key_usage & KEY_CERT_SIGN) === 0)
    throw fault(authority, 'may not sign certificates: its key usage lacks certificate signing')
  if (below > path_length)
    throw fault(authority, `allows ${path_length} authorities below it, and has ${below}`)
}

function requireSigned(certificate: ParsedCertificate, authority: ParsedCertificate): void {
  requireHash(certificate)
  const issued = certificate.x509.checkIssued(authority.x509)
  if (!issued || !certificate.x509.verify(authority.x509.publicKey))
    throw fault(
      authority,
      `has not signed ${certificate.place}; after the server's certificate comes the one that signed it, and so on`,
    )
}

function requireHash(certificate: ParsedCertificate): void {
  const { hash, x509 } = certificate
  if (!hash || !HASHES.includes(hash))
    throw fault(
      certificate,
      `is signed with ${x509.signatureAlgorithm ?? 'what nobody knows'}; ${HASHES.join(', ')} are taken`,
    )
}

/** Nobody checks what a root says of itself, so old ones that do so with SHA-1 are as good as others. */
function requireEnd(last: ParsedCertificate, length: number): void {
  const self_issued = last.x509.checkIssued(last.x509)
  if (length === 1 || !self_issued) requireHash(last)
  if (length === 1 && self_issued && !last.x509.verify(last.x509.publicKey))
    throw fault(last, 'says that it signed itself, and did not')
}
