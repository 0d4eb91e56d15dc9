// Authorities, certificates and keys of every kind, made on the spot, for tests of what takes certificates from outside.
import { KeyObject, randomBytes, webcrypto } from 'node:crypto'
import type { JsonGeneralName } from '@peculiar/x509'
import { loadX509 } from '../../src/tls/x509.ts'

const x509 = await loadX509()
export const { KeyUsageFlags, ExtendedKeyUsage } = x509

const RSA = { name: 'RSASSA-PKCS1-v1_5', publicExponent: new Uint8Array([1, 0, 1]) }
const KINDS = {
  'P-256': { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  'P-384': { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' },
  'P-521': { name: 'ECDSA', namedCurve: 'P-521', hash: 'SHA-512' },
  'RSA 1024': { ...RSA, modulusLength: 1024, hash: 'SHA-256' },
  'RSA 2048': { ...RSA, modulusLength: 2048, hash: 'SHA-256' },
  'RSA 2048 with SHA-1': { ...RSA, modulusLength: 2048, hash: 'SHA-1' },
  Ed25519: { name: 'Ed25519' },
}
export type KeyKind = keyof typeof KINDS

export interface Wanted {
  kind?: KeyKind
  /** By itself without one. */
  issuer?: Made
  common_name?: string
  names?: Array<string | JsonGeneralName>
  /** `0` and more is how many authorities may be below. */
  authority?: boolean | number
  from?: string
  until?: string
  key_usage?: number
  extended_key_usage?: string[]
}

export interface Made {
  pem: string
  /** PKCS#8. */
  key: string
  private_key: KeyObject
  certificate: InstanceType<typeof x509.X509Certificate>
  keys: webcrypto.CryptoKeyPair
  kind: KeyKind
}

export async function makeCertificate(wanted: Wanted = {}): Promise<Made> {
  const { kind = 'P-256', issuer, common_name = 'test', from = '2025-12-01', until = '2026-12-01' } = wanted
  const keys = (await webcrypto.subtle.generateKey(KINDS[kind], true, ['sign', 'verify'])) as Made['keys']
  const subject = `CN=${common_name}`
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: `01${randomBytes(8).toString('hex')}`,
    subject,
    issuer: issuer?.certificate.subject ?? subject,
    notBefore: new Date(from),
    notAfter: new Date(until),
    publicKey: keys.publicKey,
    signingKey: (issuer?.keys ?? keys).privateKey,
    signingAlgorithm: KINDS[issuer?.kind ?? kind],
    extensions: extensionsOf(wanted),
  })
  const private_key = KeyObject.from(keys.privateKey)
  const key = private_key.export({ type: 'pkcs8', format: 'pem' }).toString()
  return { pem: `${certificate.toString('pem')}\n`, key, private_key, certificate, keys, kind }
}

function extensionsOf({ authority, key_usage, extended_key_usage, names = [] }: Wanted) {
  const path_length = typeof authority === 'number' ? authority : undefined
  const listed = names.map((it) => (typeof it === 'string' ? ({ type: 'dns', value: it } as const) : it))
  return [
    ...(authority === undefined
      ? []
      : [new x509.BasicConstraintsExtension(authority !== false, path_length, true)]),
    ...(key_usage === undefined ? [] : [new x509.KeyUsagesExtension(key_usage, true)]),
    ...(extended_key_usage ? [new x509.ExtendedKeyUsageExtension(extended_key_usage)] : []),
    ...(listed.length > 0 ? [new x509.SubjectAlternativeNameExtension(listed)] : []),
  ]
}

export const makeAuthority = (wanted: Wanted = {}) =>
  makeCertificate({ authority: true, common_name: 'an authority', until: '2035-01-01', ...wanted })

/** What a server would show: a leaf, an authority, and the root above it. */
export async function makeChain(wanted: Wanted = {}): Promise<{ leaf: Made; middle: Made; root: Made }> {
  const root = await makeAuthority({ common_name: 'the root' })
  const middle = await makeAuthority({ common_name: 'in the middle', issuer: root, authority: 0 })
  const leaf = await makeCertificate({ issuer: middle, names: ['www.example.com'], ...wanted })
  return { leaf, middle, root }
}

/** A body for POST /v2/certificates. */
export const uploadOf = (leaf: Made, ...chain: Made[]) => ({
  private_key: leaf.key,
  leaf_certificate: leaf.pem,
  certificate_chain: chain.map(({ pem }) => pem).join(''),
})
