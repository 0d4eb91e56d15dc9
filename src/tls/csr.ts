// Keys for certificates, and the requests (PKCS#10) that have a certificate made for them.
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  type webcrypto,
} from 'node:crypto'
import { promisify } from 'node:util'
import { loadX509 } from './x509.ts'

export type KeyKind = 'ec256' | 'ec384' | 'rsa2048' | 'rsa4096'

/** Who asks, for which names, and for which key. */
export interface CertificateRequest {
  /** DNS names and wildcards, in lower case. */
  names: string[]
  public_key: webcrypto.CryptoKey
}

/** The request cannot be granted; the message says why, for whoever made it. */
export class BadRequest extends Error {}

const generate = promisify(generateKeyPair)
const CURVES = { ec256: 'P-256', ec384: 'P-384' } as const
const ALGORITHMS = {
  'P-256': { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  'P-384': { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' },
  RSA: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
} as const
const RSA_BITS = { least: 2048, most: 4096 }

/** PKCS#8 PEM. */
export async function makeKey(kind: KeyKind): Promise<string> {
  const { privateKey } =
    kind === 'ec256' || kind === 'ec384'
      ? await generate('ec', { namedCurve: CURVES[kind] })
      : await generate('rsa', { modulusLength: Number(kind.slice('rsa'.length)) })
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

/** DER. The names are in the subject alternative name and nowhere else. */
export async function makeCsr(key_pem: string, names: readonly string[]): Promise<Uint8Array> {
  const { Pkcs10CertificateRequestGenerator, SubjectAlternativeNameExtension } = await loadX509()
  const key = createPrivateKey(key_pem)
  const algorithm = algorithmOf(key)
  if (!algorithm) throw new Error('a certificate wants a P-256, P-384 or RSA key')
  const csr = await Pkcs10CertificateRequestGenerator.create({
    signingAlgorithm: algorithm,
    keys: {
      privateKey: key.toCryptoKey(algorithm, false, ['sign']),
      publicKey: createPublicKey(key).toCryptoKey(algorithm, true, ['verify']),
    },
    extensions: [new SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns', value })))],
  })
  return new Uint8Array(csr.rawData)
}

/** Reads a request that anybody may have made. Throws BadRequest unless its signature is by its own key, which is a good one. */
export async function openCsr(der: Uint8Array): Promise<CertificateRequest> {
  const { Pkcs10CertificateRequest, SubjectAlternativeNameExtension } = await loadX509()
  const csr = readable('is no PKCS#10 request', () => new Pkcs10CertificateRequest(new Uint8Array(der)))
  const key = readable('has no usable key', () =>
    createPublicKey({ key: Buffer.from(csr.publicKey.rawData), format: 'der', type: 'spki' }),
  )
  const algorithm = algorithmOf(key)
  if (!algorithm) throw new BadRequest('the request wants a P-256, P-384 or RSA key of 2048 to 4096 bits')
  const signed = await csr.verify().catch(() => false)
  if (!signed) throw new BadRequest('the request is not signed by its own key')
  const listed = csr.extensions.filter((it) => it instanceof SubjectAlternativeNameExtension)
  const names = listed.flatMap((it) => it.names.items)
  if (names.some(({ type }) => type !== 'dns')) throw new BadRequest('the request names what is no DNS name')
  const unique = new Set(names.map(({ value }) => value.toLowerCase()))
  return { names: [...unique].sort(), public_key: key.toCryptoKey(algorithm, true, ['verify']) }
}

function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject) {
  const { namedCurve, modulusLength = 0 } = asymmetricKeyDetails ?? {}
  if (namedCurve === 'prime256v1') return ALGORITHMS['P-256']
  if (namedCurve === 'secp384r1') return ALGORITHMS['P-384']
  const { least, most } = RSA_BITS
  const rsa = asymmetricKeyType === 'rsa' && modulusLength >= least && modulusLength <= most
  return rsa ? ALGORITHMS.RSA : undefined
}

function readable<Value>(fault: string, read: () => Value): Value {
  try {
    return read()
  } catch (cause) {
    throw new BadRequest(`the request ${fault}`, { cause })
  }
}
