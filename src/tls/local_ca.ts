// The authority that vouches for Rockpool's own HTTPS door, so that clients which refuse plain HTTP or
// unknown certificates work on a machine that no public authority can see. Pure: where the results are
// kept is the caller's business.
import { createPrivateKey, KeyObject, randomBytes, webcrypto, X509Certificate } from 'node:crypto'
import { isIP, isIPv6 } from 'node:net'
import { loadX509 } from './x509.ts'

/** A certificate and its private key, both PEM; the key is PKCS#8 and unencrypted. */
export interface Identity {
  certificate: string
  key: string
}

const CURVE = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const AUTHORITY_DAYS = 3650
const SERVER_DAYS = 90
// Clients on other machines may have clocks that run behind ours.
const BACKDATED_MS = HOUR_MS
// X.520 allows 64 characters in a common name, and some verifiers refuse more.
const COMMON_NAME_MAX = 64

/** A new authority that can sign server certificates but no further authorities. `name` tells it from other installations'. */
export async function makeAuthority(now: Date, name: string): Promise<Identity> {
  const x509 = await loadX509()
  const keys = await makeKeys()
  const { KeyUsageFlags } = x509
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: randomSerial(),
    name: [{ CN: [authorityName(name)] }],
    notBefore: after(now, -BACKDATED_MS),
    notAfter: after(now, AUTHORITY_DAYS * DAY_MS),
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return identity(certificate.toString('pem'), keys.privateKey)
}

/**
 * A new key and a certificate for it, good for each of `names`: DNS names, wildcards (`*.x`) and IP addresses.
 * It ends after 90 days, or with the authority if that is sooner.
 */
export async function issueServerCertificate(
  authority: Identity,
  names: string[],
  now: Date,
): Promise<Identity> {
  assertUsable(authority, names, now)
  const x509 = await loadX509()
  const keys = await makeKeys()
  const issuer = new x509.X509Certificate(authority.certificate)
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: randomSerial(),
    subject: [{ CN: ['Rockpool server'] }],
    issuer: issuer.subjectName,
    notBefore: latest(after(now, -BACKDATED_MS), issuer.notBefore),
    notAfter: earliest(after(now, SERVER_DAYS * DAY_MS), issuer.notAfter),
    publicKey: keys.publicKey,
    signingKey: createPrivateKey(authority.key).toCryptoKey(CURVE, false, ['sign']),
    extensions: [
      new x509.BasicConstraintsExtension(false),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([...canonicalNames(names)].map(alternativeName)),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  })
  return identity(certificate.toString('pem'), keys.privateKey)
}

/**
 * True when `held` should be replaced: it cannot be read, its key is another's, `authority` did not sign it, it
 * names other than `names`, it is not valid yet, or less than a third of its life is left. Cheap enough for every start.
 */
export function needsReissue(held: Identity, authority: Identity, names: string[], now: Date): boolean {
  const pair = readPair(held)
  if (!pair) return true
  const { certificate, key } = pair
  const issuer = new X509Certificate(authority.certificate)
  if (!certificate.checkPrivateKey(key)) return true
  if (!certificate.checkIssued(issuer) || !certificate.verify(issuer.publicKey)) return true
  if (!sameNames(certificate, names)) return true
  const begins = certificate.validFromDate.getTime()
  const ends = certificate.validToDate.getTime()
  return now.getTime() < begins || ends - now.getTime() < (ends - begins) / 3
}

const makeKeys = () => webcrypto.subtle.generateKey(CURVE, true, ['sign', 'verify'])

// 126 random bits under a leading 01, so that every serial is positive and of one length.
function randomSerial(): string {
  const bytes = randomBytes(16)
  bytes.writeUInt8((bytes.readUInt8(0) & 0x3f) | 0x40, 0)
  return bytes.toString('hex')
}

function authorityName(name: string): string {
  const room = COMMON_NAME_MAX - 'Rockpool local CA ()'.length
  return `Rockpool local CA (${name.slice(0, room)})`
}

function identity(certificate: string, key: webcrypto.CryptoKey): Identity {
  const pem = KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }).toString()
  return { certificate: `${certificate.trim()}\n`, key: pem }
}

function assertUsable(authority: Identity, names: string[], now: Date): void {
  const certificate = new X509Certificate(authority.certificate)
  if (names.length === 0) throw new Error('a server certificate needs at least one name')
  if (!certificate.checkPrivateKey(createPrivateKey(authority.key)))
    throw new Error("the authority's certificate and key do not belong together")
  if (certificate.validToDate <= now) throw new Error('the authority has expired')
}

const alternativeName = (value: string) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value }) as const

// A start that died between writing the certificate and writing the key must not keep the next from starting.
function readPair({ certificate, key }: Identity) {
  try {
    return { certificate: new X509Certificate(certificate), key: createPrivateKey(key) }
  } catch {
    return undefined
  }
}

function sameNames(certificate: X509Certificate, names: string[]): boolean {
  const listed = (certificate.subjectAltName ?? '').split(', ').map((entry) => entry.replace(/^[^:]*:/, ''))
  return canonicalNames(listed).symmetricDifference(canonicalNames(names)).size === 0
}

// One spelling for each name, because X509Certificate writes ::1 out in full.
const canonicalNames = (names: string[]) =>
  new Set(
    names.map((name) =>
      isIPv6(name) ? new URL(`http://[${name}]`).hostname.slice(1, -1) : name.toLowerCase(),
    ),
  )

const after = (from: Date, ms: number) => new Date(from.getTime() + ms)
const earliest = (one: Date, other: Date) => (one < other ? one : other)
const latest = (one: Date, other: Date) => (one > other ? one : other)
