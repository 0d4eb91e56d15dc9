// One layer of authenticated encryption: AES-256-GCM, 96-bit random nonce, 128-bit tag, base64url text.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

export class VaultError extends Error {}

const VERSION = 'v1'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Gives `v1.<nonce>.<ciphertext and tag>` under a fresh random nonce. `place` is authenticated, not stored. */
export function encrypt(key: Buffer, place: string, clear: Buffer): string {
  const nonce = randomBytes(NONCE_BYTES)
  return encryptWith(key, nonce, place, clear)
}

/** With the nonce given: for known-answer tests alone. A nonce used twice under one key gives the key away. */
export function encryptWith(key: Buffer, nonce: Buffer, place: string, clear: Buffer): string {
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(Buffer.from(place, 'utf8'))
  const body = Buffer.concat([cipher.update(clear), cipher.final(), cipher.getAuthTag()])
  return `${VERSION}.${nonce.toString('base64url')}.${body.toString('base64url')}`
}

/** Throws VaultError when the text is malformed, was changed, or belongs to another place or key. */
export function decrypt(key: Buffer, place: string, sealed: string): Buffer {
  const { nonce, body } = parse(sealed)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(place, 'utf8'))
  decipher.setAuthTag(body.subarray(-TAG_BYTES))
  try {
    const clear = decipher.update(body.subarray(0, -TAG_BYTES))
    decipher.final()
    return clear
  } catch {
    throw new VaultError('sealed text does not open: it was changed, moved, or sealed under another key')
  }
}

function parse(sealed: string): { nonce: Buffer; body: Buffer } {
  const [version, nonce_text = '', body_text = '', ...rest] = sealed.split('.')
  if (version !== VERSION || rest.length > 0) throw new VaultError('sealed text is of an unknown version')
  const nonce = Buffer.from(nonce_text, 'base64url')
  const body = Buffer.from(body_text, 'base64url')
  // Base64 has several spellings of the same bytes; only the one that seal writes is accepted.
  const canonical = nonce.toString('base64url') === nonce_text && body.toString('base64url') === body_text
  if (!canonical || nonce.length !== NONCE_BYTES || body.length < TAG_BYTES)
    throw new VaultError('sealed text is malformed')
  return { nonce, body }
}
