// Everything secret at rest passes through these functions. Imports node:crypto only (a test enforces it).
// README.md beside this file says what they promise and against whom; vectors.json holds known answers.
//
// Envelope: each text has a data key of its own, used once. The data key is wrapped by a key of the ring.
// Both layers are AES-256-GCM under a random 96-bit nonce, written `v1.<nonce>.<ciphertext and tag>` (base64url).
// `place` is authenticated in both but stored in neither: a row copied to another row will not open.
import { decrypt, encryptWith, NONCE_BYTES, VaultError } from './aead.ts'
import { type Keyring, keyNamed } from './keyring.ts'
import { freshBytes } from './random.ts'

export interface Sealed {
  /** The ring's key that wraps the data key. */
  ring_key: string
  data_key: string
  sealed: string
}

const KEY_BYTES = 32

/** Seals `text` for `place` under a new data key. */
export function seal(ring: Keyring, place: string, text: string): Sealed {
  requirePlace(place)
  if (!text.isWellFormed()) throw new VaultError('a text with half a surrogate pair would not come back')
  const random = freshBytes(KEY_BYTES + 2 * NONCE_BYTES)
  const data_key = random.subarray(0, KEY_BYTES)
  const nonce = random.subarray(KEY_BYTES, KEY_BYTES + NONCE_BYTES)
  const wrapping_nonce = random.subarray(KEY_BYTES + NONCE_BYTES)
  const clear = Buffer.from(text, 'utf8')
  const sealed = encryptWith(data_key, nonce, `text ${place}`, clear)
  const { ring_key, data_key: wrapped } = wrap(ring, place, data_key, wrapping_nonce)
  clear.fill(0)
  random.fill(0)
  return { ring_key, data_key: wrapped, sealed }
}

/** Throws VaultError when anything differs from what was sealed: a byte, the place, the key. */
export function open(ring: Keyring, place: string, it: Sealed): string {
  requirePlace(place)
  const clear = decrypt(unwrap(ring, place, it), `text ${place}`, it.sealed)
  const text = clear.toString('utf8')
  clear.fill(0)
  return text
}

/** The same text under the ring's current key. The text itself is not decrypted and its data key stays. */
export function rewrap(ring: Keyring, place: string, it: Sealed): Sealed {
  requirePlace(place)
  const wrapping = wrap(ring, place, unwrap(ring, place, it), freshBytes(NONCE_BYTES))
  return { ...wrapping, sealed: it.sealed }
}

function wrap(
  ring: Keyring,
  place: string,
  data_key: Buffer,
  nonce: Buffer,
): Pick<Sealed, 'ring_key' | 'data_key'> {
  const ring_key = ring.current
  const key = keyNamed(ring, ring_key)
  return { ring_key, data_key: encryptWith(key, nonce, wrapPlace(ring_key, place), data_key) }
}

function unwrap(ring: Keyring, place: string, { ring_key, data_key }: Sealed): Buffer {
  const wrapped_for = wrapPlace(ring_key, place)
  const cached = ring.unwrapped.get(wrapped_for, data_key)
  if (cached) return cached
  const key = decrypt(keyNamed(ring, ring_key), wrapped_for, data_key)
  if (key.length !== KEY_BYTES) throw new VaultError('data key has the wrong length')
  ring.unwrapped.set(wrapped_for, data_key, key)
  return key
}

const wrapPlace = (ring_key: string, place: string) => `data key ${ring_key} ${place}`

// Anything else could read as another place: two texts that are one in UTF-8, or a line break that ends it early.
const PLACE = /^[\x20-\x7e]+$/

function requirePlace(place: string): void {
  if (!PLACE.test(place)) throw new VaultError('a place must be printable ASCII, and not empty')
}
