// One layer of authenticated encryption: AES-256-GCM, 96-bit random nonce, 128-bit tag, base64url text.
import { createCipheriv, createDecipheriv } from 'node:crypto'

export class VaultError extends Error {}

const ALGORITHM = 'aes-256-gcm'
const VERSION = 'v1'
export const NONCE_BYTES = 12
const TAG_BYTES = 16
const OPTIONS = { authTagLength: TAG_BYTES }
// The nonce's 12 bytes are 16 characters with no bits to spare, so its end in the text is fixed.
const NONCE_AT = VERSION.length + 1
const NONCE_END = NONCE_AT + 16

/**
 * Gives `v1.<nonce>.<ciphertext and tag>`. `place` is authenticated, not stored. The nonce must be fresh random
 * bytes: one that is used twice under the same key gives both texts away, and the means to forge others.
 */
export function encryptWith(key: Buffer, nonce: Buffer, place: string, clear: Buffer): string {
  if (nonce.length !== NONCE_BYTES) throw new VaultError('a nonce has the wrong length')
  const cipher = createCipheriv(ALGORITHM, key, nonce, OPTIONS)
  cipher.setAAD(Buffer.from(place, 'utf8'))
  const body = Buffer.concat([cipher.update(clear), cipher.final(), cipher.getAuthTag()])
  return `${VERSION}.${nonce.toString('base64url')}.${body.toString('base64url')}`
}

/** Throws VaultError when the text is malformed, was changed, or belongs to another place or key. */
export function decrypt(key: Buffer, place: string, sealed: string): Buffer {
  const { nonce, body } = parse(sealed)
  const decipher = createDecipheriv(ALGORITHM, key, nonce, OPTIONS)
  decipher.setAAD(Buffer.from(place, 'utf8'))
  decipher.setAuthTag(body.subarray(-TAG_BYTES))
  const clear = decipher.update(body.subarray(0, -TAG_BYTES))
  try {
    decipher.final()
    return clear
  } catch {
    // What did not authenticate is not handed on, and not left lying about either.
    clear.fill(0)
    throw new VaultError('sealed text does not open: it was changed, moved, or sealed under another key')
  }
}

function parse(sealed: string): { nonce: Buffer; body: Buffer } {
  if (!sealed.startsWith(`${VERSION}.`)) throw new VaultError('sealed text is of an unknown version')
  const nonce = decode(sealed.slice(NONCE_AT, NONCE_END))
  const body = decode(sealed.slice(NONCE_END + 1))
  if (sealed[NONCE_END] !== '.' || nonce?.length !== NONCE_BYTES || !body || body.length < TAG_BYTES)
    throw new VaultError('sealed text is malformed')
  return { nonce, body }
}

/** Undefined for any spelling but the one that encryptWith writes: base64 has several of the same bytes. */
function decode(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text ? bytes : undefined
}
