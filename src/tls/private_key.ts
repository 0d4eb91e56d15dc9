// Which keys are taken, and how one is read that somebody has sent.
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { promisify } from 'node:util'
import { CertificateFault, misplaced, type PemBlock, pemBlocks } from './pem.ts'

const FORMS: Record<string, 'pkcs1' | 'pkcs8' | 'sec1'> = {
  'RSA PRIVATE KEY': 'pkcs1',
  'EC PRIVATE KEY': 'sec1',
  'PRIVATE KEY': 'pkcs8',
}
const RSA_LEAST_BITS = 2048
// What is longer makes a handshake slow, and checking it too.
const RSA_MOST_BITS = 8192
const CURVES = ['prime256v1', 'secp384r1']
const TAKEN = `RSA keys of ${RSA_LEAST_BITS} to ${RSA_MOST_BITS} bits and those on the curves P-256 and P-384 are taken`

/** From PKCS#1, SEC 1 or PKCS#8, neither encrypted nor damaged. Throws CertificateFault. */
export async function readPrivateKey(field: string, text: string): Promise<KeyObject> {
  const key = keyIn(field, onlyBlock(field, text))
  requireTakenKey(field, field, key)
  if (!(await isSound(key)))
    throw new CertificateFault(field, `${field} is damaged: what it signs does not verify.`)
  return key
}

export const pkcs8Of = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString()

/** `place` says whose key it is. */
export function requireTakenKey(field: string, place: string, key: KeyObject): void {
  const problem = problemOfKey(key)
  if (problem) throw new CertificateFault(field, `${place} has ${problem}; ${TAKEN}.`)
}

function problemOfKey({ asymmetricKeyType: type, asymmetricKeyDetails: details = {} }: KeyObject) {
  if (type === 'rsa') {
    const bits = details.modulusLength ?? 0
    return bits < RSA_LEAST_BITS || bits > RSA_MOST_BITS ? `an RSA key of ${bits} bits` : undefined
  }
  if (type !== 'ec') return `a key of type ${type}`
  const curve = details.namedCurve ?? 'with parameters of its own'
  return CURVES.includes(curve) ? undefined : `an elliptic-curve key on the curve ${curve}`
}

function onlyBlock(field: string, text: string): PemBlock {
  // OpenSSL writes the name of the curve before the key.
  const blocks = pemBlocks(field, text).filter(({ label }) => label !== 'EC PARAMETERS')
  const [block, second] = blocks
  if (!block)
    throw new CertificateFault(
      field,
      `${field} is no PEM: a block BEGIN PRIVATE KEY … END PRIVATE KEY is wanted.`,
    )
  const stranger = blocks.find(({ label }) => !label.endsWith('PRIVATE KEY'))
  if (stranger) throw misplaced(field, stranger.label, 'a private key')
  if (second)
    throw new CertificateFault(field, `${field} holds ${blocks.length} private keys; one is wanted.`)
  return block
}

function keyIn(field: string, { label, der, encrypted }: PemBlock): KeyObject {
  if (encrypted)
    throw new CertificateFault(
      field,
      `${field} is encrypted; send it without a passphrase, as openssl pkey -in key.pem writes it.`,
    )
  const form = FORMS[label]
  if (!form)
    throw new CertificateFault(
      field,
      `${field} is a PEM block ${label}; ${Object.keys(FORMS).join(', ')} are read.`,
    )
  try {
    return createPrivateKey({ key: der, format: 'der', type: form })
  } catch {
    throw new CertificateFault(field, `${field} cannot be read: its ${label} block holds no such key.`)
  }
}

const signAside = promisify(sign)

/** Numbers that do not belong together are not tried: large ones would take for ever, others break some programs only. */
async function isSound(key: KeyObject): Promise<boolean> {
  try {
    if (key.asymmetricKeyType === 'rsa' && !isConsistent(key)) return false
    const text = Buffer.from('a text to sign')
    return verify('sha256', text, createPublicKey(key), await signAside('sha256', text, key))
  } catch {
    return false
  }
}

function isConsistent(key: KeyObject): boolean {
  const jwk = key.export({ format: 'jwk' })
  const number = (name: 'n' | 'd' | 'p' | 'q' | 'dp' | 'dq' | 'qi') =>
    BigInt(`0x0${Buffer.from(jwk[name] ?? '', 'base64url').toString('hex')}`)
  const [n, d, p, q] = [number('n'), number('d'), number('p'), number('q')]
  if (p * q !== n || d >= n) return false
  return number('dp') === d % (p - 1n) && number('dq') === d % (q - 1n) && (number('qi') * q) % p === 1n
}
